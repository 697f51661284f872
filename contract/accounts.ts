import { z } from 'zod'
import {
  anyCase,
  anyPlatform,
  byId,
  date,
  pageQuery,
  pagination,
  pathId,
  pathPlatform,
  success,
} from './common.js'
import { endpoint } from './endpoint.js'

const quotas = z.array(
  z.object({
    name: z.string().describe('What is counted, e.g. posts in 24 hours'),
    limit: z.int(),
    used: z.int().describe('By what we published, or more where the network says so'),
    remaining: z.int(),
    scheduled: z.int().describe('What goes out in the window that begins now'),
    resetsAt: date.nullable().describe('null: the window goes with the time, and room comes back bit by bit'),
  }),
)

export const account = z
  .looseObject({
    id: z.string(),
    platform: z.string(),
    username: z.string().nullable().describe('Without a leading @'),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    accountType: z.enum(['personal', 'business', 'creator']).nullable(),
    status: z.enum(['active', 'expired', 'error', 'disconnected', 'suspended']),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    connectedAt: date,
    tokenExpiresAt: date.nullable(),
    isSharedAccount: z.boolean(),
    limits: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What the network takes from this account; null: what it takes from all, see /v1/platforms'),
    needsPlaylistReauth: z
      .boolean()
      .optional()
      .describe(
        'Where posts can be put into playlists: true when the person has not allowed us to read them',
      ),
    quotas: quotas
      .optional()
      .describe('How much the network lets the account publish; absent in the replies of connecting'),
  })
  .meta({ id: 'Account' })

const statusFilter = anyCase(['ACTIVE', 'INACTIVE', 'ERROR', 'EXPIRED', 'SUSPENDED', 'DISCONNECTED', 'ALL'])
const truth = z
  .string()
  .transform((value) => value.toLowerCase())
  .pipe(z.enum(['true', 'false', '1', '0'], 'is neither true nor false'))
  .transform((value) => value === 'true' || value === '1')

export const listAccounts = endpoint({
  name: 'listAccounts',
  method: 'GET',
  path: '/v1/accounts',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'List connected accounts',
  description:
    'ERROR lists accounts whose access has expired or fails (EXPIRED the former alone), INACTIVE or SUSPENDED those that the network suspended. Disconnected accounts are listed for DISCONNECTED, or with includeArchived=true.',
  query: z.object({
    status: statusFilter.optional(),
    platform: z.string().max(500).optional().describe('One or several (comma), in any case.'),
    includeArchived: truth.optional().describe('Disconnected ones too'),
    ...pageQuery(20, 100),
  }),
  reply: z.object({
    data: z.array(account),
    accounts: z.array(account).describe('The same as data.'),
    pagination,
  }),
})

export const getAccount = endpoint({
  name: 'getAccount',
  method: 'GET',
  path: '/v1/accounts/:id',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'Read an account',
  params: byId,
  reply: account,
  errors: ['NOT_FOUND'],
})

export const listQuotas = endpoint({
  name: 'listQuotas',
  method: 'GET',
  path: '/v1/quotas',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'List what is left of the networks’ quotas',
  description:
    'Of every active account, newest first. Workspaces that connect the same account use one quota (isSharedAccount). An account whose network has no quota that is known has none here.',
  query: z.object({
    platform: z.string().max(500).optional().describe('One or several (comma), in any case.'),
    ...pageQuery(20, 100),
  }),
  reply: z.object({
    data: z.array(
      z.object({
        accountId: z.string(),
        platform: z.string(),
        username: z.string().nullable(),
        displayName: z.string().nullable(),
        isSharedAccount: z.boolean(),
        quotas,
      }),
    ),
    pagination,
  }),
})

const connectFields = {
  callbackUrl: z
    .string()
    .max(2_000)
    .nullish()
    .describe(
      'Where the person comes back to, with code and state. Absent: a page of ours that finishes the connection.',
    ),
  redirectUri: z.string().max(2_000).nullish().describe('Another name for callbackUrl.'),
  forcePrompt: z.boolean().nullish().describe('Asks for consent again, where the network can.'),
  pageMode: z
    .union([z.boolean(), z.enum(['personal', 'page', 'true', 'false'])], 'must be true or false.')
    .nullish()
    .describe('Connects a page rather than a person, where both can post.'),
  credentials: z
    .record(z.string().max(50), z.string().max(10_000))
    .nullish()
    .describe(
      'Answers to what our page would ask (see /v1/platforms), or tokens you hold for the same app: {accessToken, refreshToken?, expiresAt?}.',
    ),
}
const connectReply = z.object({
  authorizationUrl: z.string().optional(),
  authUrl: z.string().optional().describe('The same as authorizationUrl.'),
  url: z.string().optional().describe('The same as authorizationUrl.'),
  state: z.string().optional(),
  account: account.optional().describe('At once, where no page is needed.'),
  warning: z.string().optional(),
})

export const connectAccount = endpoint({
  name: 'connectAccount',
  method: 'POST',
  path: '/v1/accounts/connect/:platform',
  scope: 'accounts:write',
  tag: 'Accounts',
  summary: 'Begin to connect an account',
  description: 'Send the person to authorizationUrl. The state holds for 10 minutes and works once.',
  params: z.object({ platform: pathPlatform }),
  body: z.object(connectFields),
  reply: connectReply,
  errors: [
    'PLATFORM_RESTRICTED',
    'PLAN_LIMIT_EXCEEDED',
    'INVALID_PARAM',
    'INVALID_DATE',
    'ACCOUNT_TYPE_NOT_SUPPORTED',
    'FEATURE_DISABLED',
    'SERVICE_UNAVAILABLE',
  ],
  idempotency: 'started',
  example: { body: { callbackUrl: 'http://localhost:3000/callback' } },
})

export const connectAccountByBody = endpoint({
  ...connectAccount,
  name: 'connectAccountByBody',
  path: '/v1/accounts/connect',
  summary: 'Begin to connect an account (platform in the body)',
  params: z.object({}),
  body: z.object({ ...connectFields, platform: z.string().max(50) }),
  example: { body: { platform: anyPlatform } },
})

export const finishConnect = endpoint({
  name: 'finishConnect',
  method: 'POST',
  path: '/v1/accounts/callback/:platform',
  scope: 'accounts:write',
  tag: 'Accounts',
  summary: 'Finish connecting with the code that came back',
  description: 'An account that is connected already is updated in place: new tokens, active, no duplicate.',
  params: z.object({ platform: pathPlatform }),
  body: z.object({
    code: z.string().min(1).max(4_000),
    state: z.string().min(1).max(500),
    redirectUri: z.unknown().optional().describe('Older clients send it; it is not needed.'),
  }),
  reply: z.object({ account, warning: z.string().optional() }),
  errors: [
    'INVALID_PARAM',
    'PLATFORM_RESTRICTED',
    'PLAN_LIMIT_EXCEEDED',
    'ACCOUNT_TYPE_NOT_SUPPORTED',
    'FEATURE_DISABLED',
    'SERVICE_UNAVAILABLE',
  ],
  idempotency: 'started',
  example: { body: { code: 'oauth_authorization_code', state: 'oauth_state_token' } },
})

export const disconnectAccount = endpoint({
  name: 'disconnectAccount',
  method: 'DELETE',
  path: '/v1/accounts/:id',
  scope: 'accounts:write',
  tag: 'Accounts',
  summary: 'Disconnect an account',
  description: 'It stays listed with includeArchived=true; what it published stays on the network.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const refreshAccount = endpoint({
  name: 'refreshAccount',
  method: 'POST',
  path: '/v1/accounts/:id/refresh',
  scope: 'accounts:write',
  tag: 'Accounts',
  summary: 'Refresh an account’s tokens now',
  description:
    'Happens by itself ahead of expiry. An expired account lives again when the network takes its tokens after all. 409 CONFLICT when it does not: connect the account again. 503 when the network cannot be reached; the old tokens stay.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT', 'SERVICE_UNAVAILABLE'],
  idempotency: 'started',
})

export const testAccount = endpoint({
  name: 'testAccount',
  method: 'POST',
  path: '/v1/accounts/:id/test',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'Test an account with one cheap call',
  description: 'An account that does not work is a 200 with success: false.',
  params: byId,
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    details: z
      .object({
        platformUserId: z.string(),
        username: z.string().nullable(),
        displayName: z.string().nullable(),
      })
      .optional(),
  }),
  errors: ['NOT_FOUND'],
})

export const listPages = endpoint({
  name: 'listPages',
  method: 'GET',
  path: '/v1/accounts/:id/pages',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'List the pages an account can post to',
  params: byId,
  reply: z.object({ pages: z.array(z.record(z.string(), z.unknown())) }),
  errors: ['NOT_FOUND', 'CONFLICT', 'SERVICE_UNAVAILABLE'],
})

export const selectPage = endpoint({
  name: 'selectPage',
  method: 'POST',
  path: '/v1/accounts/:id/select-page',
  scope: 'accounts:write',
  tag: 'Accounts',
  summary: 'Choose the page an account posts to',
  params: byId,
  body: z.object({ pageId: z.string().max(200), pageName: z.string().max(500).nullish() }),
  reply: success,
  errors: ['NOT_FOUND', 'INVALID_PAGE_ID', 'PAGE_SELECTION_NOT_SUPPORTED', 'CONFLICT', 'SERVICE_UNAVAILABLE'],
  idempotency: 'started',
  example: { body: { pageId: 'page_001' } },
})

export const listPlaylists = endpoint({
  name: 'listPlaylists',
  method: 'GET',
  path: '/v1/accounts/:id/:platform/playlists',
  scope: 'accounts:read',
  tag: 'Accounts',
  summary: 'List the playlists that an account’s posts can be put into',
  description:
    'The platform is that of the account. requiresReauth: the person has not allowed us to read playlists; the account has to be connected again.',
  params: byId.extend({ platform: pathPlatform }),
  reply: z.object({
    playlists: z.array(z.object({ id: z.string(), title: z.string() })),
    requiresReauth: z.literal(true).optional(),
  }),
  errors: ['NOT_FOUND', 'CONFLICT', 'SERVICE_UNAVAILABLE'],
})

export const searchAudio = endpoint({
  name: 'searchAudio',
  method: 'GET',
  path: '/v1/:platform/audio/search',
  scope: 'posts:read',
  tag: 'Accounts',
  summary: 'Search for music and sounds that a post can be given',
  description:
    'Without q, what is trending; as far as the network tells, what is not told of a track is left out. Off until the server’s settings switch it on. An account that was connected in a way that does not let it search is 400, and has to be connected again; GRAPH_API_ERROR has the network’s words in its message.',
  params: z.object({ platform: pathPlatform }),
  query: z.object({
    accountId: pathId.describe('The account that the post is for; one of this platform'),
    q: z.string().trim().max(200).optional().describe('Words of a title or an artist'),
    limit: z.coerce.number().int().min(1).max(50).default(20).describe('1 to 50'),
  }),
  reply: z.object({
    tracks: z.array(
      z.object({
        id: z.string().describe('What names the track in the options of a post'),
        title: z.string(),
        artistName: z.string().optional(),
        audioUrl: z.string().optional(),
        coverImageUri: z.string().optional(),
        durationMs: z.number().optional(),
      }),
    ),
  }),
  errors: [
    'NOT_FOUND',
    'PAGE_NOT_SELECTED',
    'CONFLICT',
    'GRAPH_API_ERROR',
    'FEATURE_DISABLED',
    'SERVICE_UNAVAILABLE',
  ],
})

export const accountEndpoints = [
  listAccounts,
  getAccount,
  listQuotas,
  connectAccount,
  connectAccountByBody,
  finishConnect,
  disconnectAccount,
  refreshAccount,
  testAccount,
  listPages,
  selectPage,
  listPlaylists,
  searchAudio,
] as const
