import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink, RotateCw, Wrench } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { allows, type PostStatus } from '../../../contract/post-status.js'
import { deciders } from '../../../contract/roles.js'
import type { Post, PostPlatform } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { AccountLine, usePlatforms } from '../../components/account.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Moment } from '../../components/moment.js'
import { Row } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { useMay, useMe } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import { FixDialog } from './fix-dialog.js'
import styles from './post-page.module.css'
import { texts } from './post.texts.js'

/** A post on one account: where it stands, what the network said each time, and what can be done. */
export function Target({ post, target }: { post: Post; target: PostPlatform }): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const may = useMay()
  const isSandbox = useMe().mode === 'sandbox'
  const network = usePlatforms().find(target.platform)?.name ?? target.platform
  const [isFixing, setFixing] = useState(false)
  const again = useMutation({
    mutationFn: () => client.posts.fixPlatform(post.id, target.id, {}),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['posts'] }),
  })
  const isFailed = target.status === 'failed' && allows(post.status as PostStatus, 'fix')
  const mayFix = isFailed && may({ scope: 'posts:write', roles: deciders })
  return (
    <article className={styles['target'] ?? ''} aria-label={`${target.accountName ?? network}, ${network}`}>
      <Row isSpread>
        <AccountLine
          account={{
            platform: target.platform,
            username: null,
            displayName: target.accountName,
            avatarUrl: target.accountAvatarUrl,
          }}
        />
        <Status status={target.nextRetryAt === null ? target.status : 'retrying'} />
      </Row>
      {target.error !== null && target.status !== 'published' && (
        <Note tone="error">{reason(target.error)}</Note>
      )}
      {again.isError && <ErrorNote error={again.error} />}
      {target.nextRetryAt !== null && (
        <p className="soft small">
          {t('nextTry')} <Moment at={target.nextRetryAt} shape="time" />
        </p>
      )}
      {/* The address is as the network makes it; what is simulated is not there. */}
      {target.platformPostUrl !== null && isSandbox && (
        <Link className={styles['link'] ?? ''} to="/sandbox-panel" search={{ platform: target.platform }}>
          {t('seeOnSimulated', { network })}
        </Link>
      )}
      {target.platformPostUrl !== null && !isSandbox && (
        <a
          className={styles['link'] ?? ''}
          href={target.platformPostUrl}
          target="_blank"
          rel="noopener noreferrer"
        >
          {t('seeOn', { network })} <ExternalLink aria-hidden />
        </a>
      )}
      {target.warnings.map(({ code, message, ...details }, index) => (
        <Note key={index} tone="warning">
          {reason({ code: String(code), message: String(message), details })}
        </Note>
      ))}
      {mayFix && (
        <Row>
          <Button look="primary" icon={<Wrench aria-hidden />} onPress={() => setFixing(true)}>
            {t('fix')}
          </Button>
          <Button
            look="quiet"
            icon={<RotateCw aria-hidden />}
            isPending={again.isPending}
            onPress={() => again.mutate()}
          >
            {t('sendAgain')}
          </Button>
        </Row>
      )}
      <Attempts target={target} network={network} />
      {isFixing && (
        <FixDialog post={post} target={target} network={network} onClose={() => setFixing(false)} />
      )}
    </article>
  )
}

const outcomes = ['published', 'processing', 'halfway', 'refused', 'unknown'] as const

function Attempts({ target, network }: { target: PostPlatform; network: string }): ReactNode {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  if (target.attempts.length === 0) return null
  return (
    <details open={target.status === 'failed'}>
      <summary className={styles['summary'] ?? ''}>
        {t('attempts', { count: target.attempts.length })}
      </summary>
      <ol role="list" className={styles['attempts'] ?? ''}>
        {target.attempts.map((attempt) => {
          const outcome = outcomes.find((each) => each === attempt.outcome) ?? 'open'
          const took =
            attempt.endedAt === null ? null : Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)
          const status = attempt.httpStatus === null ? '' : `HTTP ${String(attempt.httpStatus)}`
          const words = [status, attempt.networkCode, attempt.networkMessage].filter(Boolean).join(' · ')
          return (
            <li key={`${attempt.startedAt} ${String(attempt.number)}`} className="small">
              <time dateTime={attempt.startedAt}>{say(attempt.startedAt, 'exact')}</time>
              <span>
                <strong>{t(outcome)}</strong>
                {took !== null && <span className="soft"> {t('took', { seconds: took / 1_000 })}</span>}
              </span>
              {words !== '' && (
                <span className={`${styles['quote'] ?? ''} soft`}>
                  {t('said', { network })} <q>{words}</q>
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </details>
  )
}
