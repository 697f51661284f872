import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { client } from '../../api.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { TextField } from '../../components/fields.js'
import { begin } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import styles from './sign-in-page.module.css'
import { texts } from './sign-in.texts.js'

type Props = {
  /** Who was here last. */
  email?: string
  /** Where an identity provider leads back to. */
  returnTo: string
  onDone?: () => Promise<void> | void
  /** What else is said, between the error and the fields. */
  children?: ReactNode
}

/** E-mail and password, or the ways around them. */
export function SignInForm({ email, returnTo, onDone, children }: Props): ReactNode {
  const t = useTexts(texts)
  const ways = useQuery({ queryKey: ['ways'], queryFn: () => client.signIn.listWays() }).data
  const signIn = useMutation({
    mutationFn: (form: { email: string; password: string }) =>
      client.signIn.signIn({ ...form, cookie: true }),
    onSuccess: async () => {
      await begin(true)
      await onDone?.()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    signIn.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      {signIn.isError ? <ErrorNote error={signIn.error} /> : children}
      <TextField
        label={t('email')}
        name="email"
        type="email"
        autoComplete="username"
        isRequired
        {...(email === undefined ? { autoFocus: true } : { defaultValue: email })}
      />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
        autoFocus={email !== undefined}
      />
      <Button type="submit" look="primary" isPending={signIn.isPending}>
        {t('signIn')}
      </Button>
      {ways?.oidc != null && (
        <>
          <p className={styles['or'] ?? ''}>{t('or')}</p>
          <a
            className={styles['oidc'] ?? ''}
            href={`${ways.oidc.url}?${new URLSearchParams({ returnTo }).toString()}`}
          >
            {t('with', { name: ways.oidc.name })}
          </a>
        </>
      )}
    </form>
  )
}
