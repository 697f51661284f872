import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { TextField } from '../../components/fields.js'
import icon from '../../icon.svg'
import { useRichTexts, useTexts } from '../../texts/texts.js'
import styles from './sign-in-page.module.css'
import { texts } from './sign-in.texts.js'

export function SignInPage(): ReactNode {
  const t = useTexts(texts)
  const [hasForgotten, setForgotten] = useState(false)
  useEffect(() => {
    document.title = `${t('title')} · VoxBurst`
  }, [t])
  return (
    <main className={styles['page'] ?? ''}>
      <div className={styles['card'] ?? ''}>
        <img src={icon} alt="" width="40" height="40" />
        {hasForgotten ? (
          <Forgotten onBack={() => setForgotten(false)} />
        ) : (
          <SignIn onForgotten={() => setForgotten(true)} />
        )}
      </div>
    </main>
  )
}

function SignIn({ onForgotten }: { onForgotten: () => void }): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { next, error: refused } = useSearch({ from: '/sign-in' })
  const ways = useQuery({ queryKey: ['ways'], queryFn: () => client.signIn.listWays() }).data
  const signIn = useMutation({
    mutationFn: (form: { email: string; password: string }) =>
      client.signIn.signIn({ ...form, cookie: true }),
    onSuccess: async () => {
      queryClient.clear()
      await navigate({ to: pageOfOurs(next) })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    signIn.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      <h1>{t('title')}</h1>
      {signIn.isError && <ErrorNote error={signIn.error} />}
      {refused !== undefined && !signIn.isError && <Note tone="error">{refused}</Note>}
      <TextField label={t('email')} name="email" type="email" autoComplete="username" isRequired autoFocus />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
      />
      <Button type="submit" look="primary" isPending={signIn.isPending}>
        {t('signIn')}
      </Button>
      {ways?.oidc != null && (
        <>
          <p className={styles['or'] ?? ''}>{t('or')}</p>
          <a
            className={styles['oidc'] ?? ''}
            href={`${ways.oidc.url}?${new URLSearchParams({ returnTo: pageOfOurs(next) }).toString()}`}
          >
            {t('with', { name: ways.oidc.name })}
          </a>
        </>
      )}
      <Button look="quiet" onPress={onForgotten}>
        {t('forgot')}
      </Button>
      <p className="soft small">
        <strong>{t('firstTime')}</strong> {t('firstHint')}
      </p>
    </form>
  )
}

function Forgotten({ onBack }: { onBack: () => void }): ReactNode {
  const t = useTexts(texts)
  const rich = useRichTexts(texts)
  const ways = useQuery({ queryKey: ['ways'], queryFn: () => client.signIn.listWays() }).data
  const ask = useMutation({ mutationFn: (email: string) => client.signIn.askPasswordReset({ email }) })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    ask.mutate(String(new FormData(event.currentTarget).get('email')))
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      <h1>{t('forgotTitle')}</h1>
      {ways?.passwordReset === false ? (
        <p className="soft">{rich('noMail', { code: (parts) => <code>{parts}</code> })}</p>
      ) : (
        <>
          <p className="soft">{t('forgotLead')}</p>
          {ask.isError && <ErrorNote error={ask.error} />}
          {ask.isSuccess && <Note tone="good">{t('sent')}</Note>}
          <TextField label={t('email')} name="email" type="email" autoComplete="username" isRequired />
          <Button type="submit" look="primary" isPending={ask.isPending}>
            {t('send')}
          </Button>
        </>
      )}
      <Button look="quiet" onPress={onBack}>
        {t('back')}
      </Button>
    </form>
  )
}

/** Where one wanted to go; an address of somebody else is not followed. */
function pageOfOurs(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/')) return '/'
  const url = new URL(next, location.origin)
  return url.origin === location.origin ? `${url.pathname}${url.search}` : '/'
}
