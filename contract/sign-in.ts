import { z } from 'zod'
import { byId, date, pathId, success } from './common.js'
import { endpoint } from './endpoint.js'
import { password } from './members.js'
import { roles } from './roles.js'

const place = z
  .object({ id: z.string(), name: z.string(), plan: z.string(), role: z.enum(roles) })
  .meta({ id: 'OwnWorkspace' })

const signedIn = z
  .object({
    accessToken: z
      .string()
      .nullable()
      .describe('Works as an API key does; null where the session is in a cookie.'),
    tokenType: z.literal('Bearer'),
    expiresAt: date.describe(
      'When the session ends unless it is used: each use moves it, for 90 days at most.',
    ),
    sessionId: z.string(),
    user: z.object({ id: z.string(), email: z.string(), name: z.string().nullable() }),
    workspaceId: z.string().describe('Where the session acts'),
    workspaces: z.array(place).describe('All that you are a member of'),
  })
  .meta({ id: 'SignedIn' })

const session = z
  .object({
    id: z.string(),
    isCurrent: z.boolean(),
    workspaceId: z.string(),
    userAgent: z.string().nullable(),
    address: z.string(),
    createdAt: date,
    lastUsedAt: date,
    expiresAt: date,
  })
  .meta({ id: 'Session' })

const aboutSessions =
  'For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.'

export const signIn = endpoint({
  name: 'signIn',
  method: 'POST',
  path: '/v1/auth/login',
  scope: 'none',
  tag: 'Sign-in',
  summary: 'Sign in with e-mail and password',
  description:
    'Takes no key. The reply’s `accessToken` works as `Authorization: Bearer …` everywhere, with all scopes, within your role. Pages ask for `cookie: true`: the token then comes in an HttpOnly cookie alone. Ten wrong passwords for an e-mail address, or fifty from one place, within 15 minutes are followed by 429. Failures also carry `message` beside `error`.',
  body: z.object({
    email: z.string().trim().min(1).max(254),
    password: z.string().min(1).max(200),
    workspaceId: pathId.nullish().describe('Where to act; absent: the workspace you joined first'),
    cookie: z.boolean().nullish(),
  }),
  reply: signedIn,
  errors: ['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED'],
  example: { body: { email: 'ann@example.com', password: 'correct horse battery' } },
})

export const signOut = endpoint({
  name: 'signOut',
  method: 'POST',
  path: '/v1/auth/logout',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'End this session',
  description: aboutSessions,
  reply: success,
})

export const listSessions = endpoint({
  name: 'listSessions',
  method: 'GET',
  path: '/v1/auth/sessions',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'List your sessions',
  description: aboutSessions,
  reply: z.object({ data: z.array(session), sessions: z.array(session).describe('The same as data.') }),
})

export const endSession = endpoint({
  name: 'endSession',
  method: 'DELETE',
  path: '/v1/auth/sessions/:id',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'End one of your sessions',
  description: aboutSessions,
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
})

export const endOtherSessions = endpoint({
  name: 'endOtherSessions',
  method: 'DELETE',
  path: '/v1/auth/sessions',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'End all your sessions but this one',
  description: aboutSessions,
  reply: success.extend({ ended: z.int() }),
})

export const switchWorkspace = endpoint({
  name: 'switchWorkspace',
  method: 'POST',
  path: '/v1/auth/workspace',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'Act in another of your workspaces',
  description: `The session acts there from now on. ${aboutSessions}`,
  body: z.object({ workspaceId: pathId }),
  reply: z.object({
    workspaceId: z.string(),
    workspaceName: z.string(),
    plan: z.string(),
    role: z.enum(roles),
  }),
  example: { body: { workspaceId: 'ws_c0m8k1x2y3z4a5b6c7d8e9f0' } },
})

export const changePassword = endpoint({
  name: 'changePassword',
  method: 'POST',
  path: '/v1/auth/password',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'Sign-in',
  summary: 'Change your password',
  description: `All your sessions end, this one included; the reply has a new one, in the way that this one came. ${aboutSessions}`,
  body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: password }),
  reply: signedIn,
  errors: ['RATE_LIMITED', 'CONFLICT'],
  example: { body: { currentPassword: 'correct horse battery', newPassword: 'staple of batteries' } },
})

export const askPasswordReset = endpoint({
  name: 'askPasswordReset',
  method: 'POST',
  path: '/v1/auth/password/forgot',
  scope: 'none',
  tag: 'Sign-in',
  summary: 'Ask for a link to choose a new password',
  description:
    'Takes no key. The link is mailed, holds for an hour and works once. The answer is the same whether there is such a user. 503 where the server sends no mails: its operator has `npm run reset-owner`.',
  body: z.object({ email: z.string().trim().min(1).max(254) }),
  reply: success,
  errors: ['RATE_LIMITED', 'FEATURE_DISABLED'],
  example: { body: { email: 'ann@example.com' } },
})

export const resetPassword = endpoint({
  name: 'resetPassword',
  method: 'POST',
  path: '/v1/auth/password/reset',
  scope: 'none',
  tag: 'Sign-in',
  summary: 'Choose a new password by a mailed link',
  description: 'Takes no key. All sessions of the user end.',
  body: z.object({ token: z.string().min(1).max(500), password }),
  reply: z.object({ success: z.literal(true), email: z.string() }),
  errors: ['INVALID_PARAM'],
  example: { body: { token: 'usr_c0m8k….1790000000000.…', password: 'staple of batteries' } },
})

export const listSignInWays = endpoint({
  name: 'listSignInWays',
  method: 'GET',
  path: '/v1/auth/methods',
  scope: 'none',
  tag: 'Sign-in',
  summary: 'How one can sign in here',
  description:
    'Takes no key. A browser goes to `oidc.url`, with `?returnTo=/path` where it wants to come back to.',
  reply: z.object({
    password: z.literal(true),
    passwordReset: z.boolean().describe('Whether the server sends mails'),
    oidc: z.object({ name: z.string(), url: z.string() }).nullable(),
  }),
})

export const signInEndpoints = [
  signIn,
  signOut,
  listSignInWays,
  switchWorkspace,
  listSessions,
  endOtherSessions,
  endSession,
  changePassword,
  askPasswordReset,
  resetPassword,
] as const
