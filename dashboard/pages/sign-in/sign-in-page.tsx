import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { client } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { TextField } from '../../components/fields.js'
import icon from '../../icon.svg'
import { pageOfOurs } from '../../session.js'
import { useRichTexts, useTexts } from '../../texts/texts.js'
import { SignInForm } from './sign-in-form.js'
import styles from './sign-in-page.module.css'
import { texts } from './sign-in.texts.js'

export function SignInPage(): ReactNode {
  const t = useTexts(texts)
  const [hasForgotten, setForgotten] = useState(false)
  return (
    <Door title={t('title')}>
      {hasForgotten ? (
        <Forgotten onBack={() => setForgotten(false)} />
      ) : (
        <SignIn onForgotten={() => setForgotten(true)} />
      )}
    </Door>
  )
}

/** A page before one is in. */
export function Door({ title, children }: { title: string; children: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} · VoxBurst`
  }, [title])
  return (
    <main className={styles['page'] ?? ''}>
      <div className={styles['card'] ?? ''}>
        <img src={icon} alt="" width="40" height="40" />
        {children}
      </div>
    </main>
  )
}

function SignIn({ onForgotten }: { onForgotten: () => void }): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { next, error: refused } = useSearch({ from: '/sign-in' })
  return (
    <div className={styles['form'] ?? ''}>
      <h1>{t('title')}</h1>
      <SignInForm returnTo={pageOfOurs(next)} onDone={() => navigate({ to: pageOfOurs(next) })}>
        {refused !== undefined && <Note tone="error">{refused}</Note>}
      </SignInForm>
      <Button look="quiet" onPress={onForgotten}>
        {t('forgot')}
      </Button>
      <p className="soft small">
        <strong>{t('firstTime')}</strong> {t('firstHint')}
      </p>
    </div>
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
