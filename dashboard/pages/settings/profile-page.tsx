import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote, useErrorMessage } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select, TextField } from '../../components/fields.js'
import { Card, Row } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { meQuery } from '../../queries.js'
import { useMe } from '../../session.js'
import { themes, useTheme } from '../../shell/theme.js'
import { useMoments } from '../../texts/moments.js'
import { languages, useLanguage, useTexts, type Language } from '../../texts/texts.js'
import { texts } from './profile.texts.js'
import { useRoleName } from './roles.js'
import styles from './settings-page.module.css'

export function ProfilePage(): ReactNode {
  const t = useTexts(texts)
  const { email, role } = useMe()
  const roleName = useRoleName()
  return (
    <>
      <Card title={t('title')}>
        <OwnName />
        <dl className={styles['facts'] ?? ''}>
          <div>
            <dt>{t('email')}</dt>
            <dd>{email}</dd>
          </div>
          <div>
            <dt>{t('role')}</dt>
            <dd>{roleName(role)}</dd>
          </div>
        </dl>
      </Card>
      <Looks />
      <Password />
      <Sessions />
    </>
  )
}

function OwnName(): ReactNode {
  const t = useTexts(texts)
  const message = useErrorMessage()
  const { name, email } = useMe()
  const [given, setGiven] = useState(name ?? '')
  const rename = useMutation({
    mutationFn: () => client.system.updateMe({ name: given.trim() === '' ? null : given }),
    async onSuccess(me) {
      queryClient.setQueryData(meQuery.queryKey, me)
      setGiven(me.name ?? '')
      await queryClient.invalidateQueries({ queryKey: ['members'] })
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate()
      }}
      className={styles['form'] ?? ''}
    >
      <TextField
        label={t('name')}
        hint={t('nameHint', { email })}
        error={rename.isError ? message(rename.error) : null}
        value={given}
        onChange={setGiven}
        autoComplete="name"
        maxLength={200}
      />
      <Row>
        <Button type="submit" isPending={rename.isPending} isDisabled={given.trim() === (name ?? '')}>
          {t('saveName')}
        </Button>
      </Row>
    </form>
  )
}

function Looks(): ReactNode {
  const t = useTexts(texts)
  const { language, choose } = useLanguage()
  const [theme, setTheme] = useTheme()
  return (
    <Card title={t('look')}>
      <div className={styles['pair'] ?? ''}>
        <Select
          label={t('language')}
          options={(Object.keys(languages) as Language[]).map((value) => ({
            value,
            label: languages[value],
          }))}
          value={language}
          onChange={choose}
        />
        <Select
          label={t('theme')}
          options={themes.map((value) => ({ value, label: t(value) }))}
          value={theme}
          onChange={setTheme}
        />
      </div>
    </Card>
  )
}

function Password(): ReactNode {
  const t = useTexts(texts)
  const { email } = useMe()
  const form = useRef<HTMLFormElement>(null)
  const change = useMutation({
    mutationFn: (given: { currentPassword: string; newPassword: string }) =>
      client.signIn.changePassword(given),
    async onSuccess() {
      form.current?.reset()
      await queryClient.invalidateQueries({ queryKey: ['sessions'] })
      say(t('changed'))
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    change.mutate({ currentPassword: String(given.get('current')), newPassword: String(given.get('next')) })
  }
  return (
    <Card title={t('password')}>
      <form ref={form} onSubmit={submit} className={styles['form'] ?? ''}>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <div className={styles['pair'] ?? ''}>
          <TextField
            label={t('current')}
            name="current"
            type="password"
            autoComplete="current-password"
            isRequired
          />
          <TextField
            label={t('next')}
            hint={t('nextHint')}
            name="next"
            type="password"
            autoComplete="new-password"
            minLength={8}
            isRequired
          />
        </div>
        {change.isError && <ErrorNote error={change.error} />}
        <Row>
          <Button type="submit" isPending={change.isPending}>
            {t('change')}
          </Button>
        </Row>
      </form>
    </Card>
  )
}

function Sessions(): ReactNode {
  const t = useTexts(texts)
  const { ago } = useMoments()
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => client.signIn.listSessions({ signal }),
  })
  const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['sessions'] })
  const end = useMutation({ mutationFn: (id: string) => client.signIn.endSession(id), onSuccess: afterwards })
  const endOthers = useMutation({
    mutationFn: () => client.signIn.endOtherSessions(),
    async onSuccess({ ended }) {
      await afterwards()
      say(t('ended', { count: ended }))
    },
  })
  const failed = [end, endOthers].find(({ isError }) => isError)
  return (
    <Card
      title={t('sessions')}
      actions={
        (sessions.data?.data.length ?? 0) > 1 && (
          <Button isPending={endOthers.isPending} onPress={() => endOthers.mutate()}>
            {t('endOthers')}
          </Button>
        )
      }
    >
      {failed !== undefined && <ErrorNote error={failed.error} />}
      <Asked query={sessions}>
        {({ data }) => (
          <ul role="list" className={styles['lines'] ?? ''}>
            {data.map(({ id, isCurrent, userAgent, lastUsedAt, address }) => {
              const browser = isCurrent ? t('thisOne') : (programOf(userAgent) ?? t('unknown'))
              return (
                <li key={id} className={styles['line'] ?? ''}>
                  <span>
                    <strong>{browser}</strong>
                    <span className="soft small"> {t('used', { when: ago(lastUsedAt), address })}</span>
                  </span>
                  {!isCurrent && (
                    <Button
                      isPending={end.isPending && end.variables === id}
                      onPress={() => end.mutate(id)}
                      aria-label={t('endLabel', { browser })}
                    >
                      {t('end')}
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </Asked>
    </Card>
  )
}

/** “Firefox, Linux” of what a browser calls itself; programs begin with their name. */
function programOf(userAgent: string | null): string | null {
  if (userAgent === null) return null
  const browser = /(Firefox|Edg|Chrome|Safari)\//.exec(userAgent)?.[1]?.replace('Edg', 'Edge')
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(userAgent)?.[1]
  if (browser === undefined) return userAgent.split(/[\s/]/)[0] ?? null
  return system === undefined ? browser : `${browser}, ${system}`
}
