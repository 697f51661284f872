import { ConnectRefused, type Auth } from '../connector.js'
import { loginOf, type Login } from './login-of.js'
import * as facebook from './login-with-facebook.js'
import * as instagram from './login-with-instagram.js'

const logins = { facebook, instagram }

export const auth: Auth = {
  scopes: instagram.scopes,
  fields: [
    {
      name: 'login',
      label: 'Log in with',
      help: 'instagram, or facebook for the accounts behind your pages there (which alone may use music under reels)',
      placeholder: 'instagram',
      default: 'instagram',
      required: false,
    },
  ],

  authorize(request, ctx) {
    const login = loginIn(request.answers)
    return Promise.resolve({ url: logins[login].authorizeUrl(request, ctx), keep: { login } })
  },

  finish: ({ code, keep, redirectUri }, ctx) =>
    logins[loginOf(keep)].grantFor({ code: withoutFragment(code ?? ''), redirectUri }, ctx),

  dataFor: (answers) => ({ login: loginIn(answers) }),

  refresh: (ctx) => logins[loginOf(ctx.data)].refresh(ctx),
}

function loginIn({ login = '' }: Record<string, string>): Login {
  const given = login.trim().toLowerCase()
  if (given === '' || given === 'instagram') return 'instagram'
  if (given === 'facebook') return 'facebook'
  throw new ConnectRefused('Write instagram or facebook.', 'VALIDATION_ERROR', 'login')
}

/** Both put a fragment behind the code, which some browsers' scripts take along. */
function withoutFragment(code: string): string {
  return code.replace(/#_(=_)?$/, '')
}
