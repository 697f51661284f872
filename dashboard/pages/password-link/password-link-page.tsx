import { useMutation } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { TextField } from '../../components/fields.js'
import { Stack } from '../../components/page.js'
import { begin } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { Door } from '../sign-in/sign-in-page.js'
import { texts } from './password-link.texts.js'

/** Where the link of an invitation leads. Who has it may answer. */
export function InvitationPage(): ReactNode {
  const { token = '' } = useSearch({ from: '/invitation' })
  return <PasswordLink kind="invitation" token={token} />
}

/** Where the link for a new password leads. */
export function ResetPasswordPage(): ReactNode {
  const { token = '' } = useSearch({ from: '/reset-password' })
  return <PasswordLink kind="reset" token={token} />
}

type Chosen = { password: string; name: string }

function PasswordLink({ kind, token }: { kind: 'invitation' | 'reset'; token: string }): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const choose = useMutation({
    mutationFn: ({ password, name }: Chosen) =>
      kind === 'reset'
        ? client.signIn.resetPassword({ token, password })
        : client.members.acceptInvitation({ token, password, ...(name === '' ? {} : { name }) }),
  })
  const enter = useMutation({
    mutationFn: (form: { email: string; password: string }) =>
      client.signIn.signIn({ ...form, cookie: true }),
    async onSuccess() {
      // Somebody else may have been signed in here.
      queryClient.clear()
      await begin(true)
      await navigate({ to: '/' })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const password = String(form.get('password'))
    choose.mutate(
      { password, name: String(form.get('name') ?? '').trim() },
      { onSuccess: ({ email }) => enter.mutate({ email, password }) },
    )
  }
  return (
    <Door title={t(kind)}>
      <form onSubmit={submit}>
        <Stack>
          <h1>{t(kind)}</h1>
          {choose.data === undefined ? (
            <p className="soft">{t(kind === 'reset' ? 'resetLead' : 'invitationLead')}</p>
          ) : (
            <Note tone="good">{t('isSet', { email: choose.data.email })}</Note>
          )}
          {choose.isError && <ErrorNote error={choose.error} />}
          {enter.isError && <ErrorNote error={enter.error} />}
          {choose.data === undefined ? (
            <>
              {kind === 'invitation' && (
                <TextField label={t('name')} hint={t('nameHint')} name="name" autoComplete="name" />
              )}
              <TextField
                label={t('password')}
                hint={t('passwordHint')}
                name="password"
                type="password"
                autoComplete="new-password"
                minLength={8}
                maxLength={200}
                isRequired
                autoFocus
              />
              <Button type="submit" look="primary" isPending={choose.isPending}>
                {t('set')}
              </Button>
            </>
          ) : (
            <ButtonLink to="/sign-in" look="primary">
              {t('toSignIn')}
            </ButtonLink>
          )}
        </Stack>
      </form>
    </Door>
  )
}
