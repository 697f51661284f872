import { useMutation } from '@tanstack/react-query'
import { ArrowLeft, FlaskConical } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { Account } from '../../../sdk/index.js'
import { queryClient } from '../../api.js'
import { PlatformIcon, usePlatforms, type Platform } from '../../components/account.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { SearchField, TextField } from '../../components/fields.js'
import { sandbox } from '../../sandbox.js'
import { useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import styles from './accounts-page.module.css'
import { texts } from './accounts.texts.js'
import { useConnect } from './connecting.js'

type Props = {
  isOpen: boolean
  onClose: () => void
  onConnected: (account: Account, warning: string | undefined) => void
}

/** Which network, then what it asks. */
export function ConnectDialog({ isOpen, onClose, onConnected }: Props): ReactNode {
  const t = useTexts(texts)
  const [slug, setSlug] = useState<string | null>(null)
  const platform = usePlatforms().find(slug ?? '')
  const close = (): void => {
    setSlug(null)
    onClose()
  }
  return (
    <Dialog
      title={platform === undefined ? t('choose') : t('connectTo', { network: platform.name })}
      isOpen={isOpen}
      onClose={close}
    >
      {platform === undefined ? (
        <Networks onChoose={setSlug} />
      ) : (
        <Ways
          platform={platform}
          onBack={() => setSlug(null)}
          onConnected={(account, warning) => {
            close()
            onConnected(account, warning)
          }}
        />
      )}
    </Dialog>
  )
}

function Networks({ onChoose }: { onChoose: (slug: string) => void }): ReactNode {
  const t = useTexts(texts)
  const { all } = usePlatforms()
  const [search, setSearch] = useState('')
  const found = all.filter(({ name, slug, aliases }) =>
    [name, slug, ...aliases].some((each) => each.toLowerCase().includes(search.trim().toLowerCase())),
  )
  return (
    <>
      <SearchField label={t('searchNetworks')} value={search} onChange={setSearch} />
      {found.length === 0 && <p className="soft">{t('noNetwork')}</p>}
      <ul role="list" className={styles['networks'] ?? ''}>
        {found.map(({ slug, name }) => (
          <li key={slug}>
            <AriaButton className={styles['network'] ?? ''} onPress={() => onChoose(slug)}>
              <PlatformIcon platform={slug} isNamed />
              {name}
            </AriaButton>
          </li>
        ))}
      </ul>
    </>
  )
}

type WaysProps = { platform: Platform; onBack: () => void; onConnected: Props['onConnected'] }

/** The ways to connect one network: a made-up account in the sandbox, and what people do. */
function Ways({ platform, onBack, onConnected }: WaysProps): ReactNode {
  const t = useTexts(texts)
  const isSandbox = useMe().mode === 'sandbox'
  const connect = useConnect(onConnected)
  const makeUp = useMutation({
    mutationFn: () => sandbox.connect({ platform: platform.slug }),
    onSuccess(account) {
      void queryClient.invalidateQueries({ queryKey: ['accounts'] })
      onConnected(account, undefined)
    },
  })
  const fields = platform.connect.fields as Field[]
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const answers = fields
      .map(({ name }) => [name, String(form.get(name) ?? '').trim()] as const)
      .filter(([, answer]) => answer !== '')
    connect.mutate({
      platform: platform.slug,
      ...(fields.length === 0 ? {} : { credentials: Object.fromEntries(answers) }),
    })
  }
  return (
    <>
      {isSandbox && (
        <>
          <Button
            look="primary"
            icon={<FlaskConical aria-hidden />}
            isPending={makeUp.isPending}
            onPress={() => makeUp.mutate()}
          >
            {t('sandboxOne')}
          </Button>
          {makeUp.isError && <ErrorNote error={makeUp.error} />}
          <p className="soft small">{t('sandboxHint', { network: platform.name })}</p>
        </>
      )}
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        {fields.length > 0 && <p className="soft small">{t('asked', { network: platform.name })}</p>}
        {fields.map((field) => (
          <TextField
            key={field.name}
            name={field.name}
            label={field.required ? field.label : `${field.label} (${t('optional')})`}
            type={field.secret === true ? 'password' : 'text'}
            isRequired={field.required}
            autoComplete="off"
            spellCheck="false"
            defaultValue={field.default ?? ''}
            {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
            {...(field.help === undefined ? {} : { hint: field.help })}
          />
        ))}
        {connect.isError && <ErrorNote error={connect.error} />}
        <div className={styles['formEnd'] ?? ''}>
          <Button look="quiet" icon={<ArrowLeft aria-hidden />} onPress={onBack}>
            {t('back')}
          </Button>
          <Button type="submit" look={isSandbox ? 'plain' : 'primary'} isPending={connect.isPending}>
            {platform.connect.kind === 'form'
              ? t('connectTo', { network: platform.name })
              : t('goOn', { network: platform.name })}
          </Button>
        </div>
      </form>
    </>
  )
}

/** What a network without a consent page asks, as `connect.fields` of GET /v1/platforms has it. */
type Field = {
  name: string
  label: string
  help?: string
  secret?: boolean
  placeholder?: string
  required: boolean
  default?: string
}
