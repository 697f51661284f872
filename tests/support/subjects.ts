import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import type { Endpoint } from '../../contract/endpoint.js'
import { connectors } from '../../src/app.js'
import { newId } from '../../src/kit/ids.js'
import { resetToken } from '../../src/sign-in/reset-password.js'
import { findUserByEmail } from '../../src/store/users.js'
import { aPerson, password as theirPassword } from './people.js'
import type { House, PostView } from './house.js'

/** A request that an endpoint takes. */
export type Subject = {
  params?: Record<string, string>
  body?: unknown
  query?: string
  /** Where the house's key does not do. */
  key?: string
}

type Made = { id: string }

const callback = 'http://localhost:9999/callback'

/**
 * For every endpoint something that it can be tried on: a fresh draft to delete, a failed post to retry. Endpoints
 * without a line here take the example of the contract as it is.
 */
export async function subjects(house: House): Promise<(endpoint: Endpoint) => Promise<Subject>> {
  const platform = connectors[0]?.slug ?? ''
  const receiver = await startReceiver()
  const { id: accountId } = await house.account(platform)
  const { call } = house

  const draft = () => call<PostView>('POST', '/v1/posts', { content: 'A draft', accountIds: [accountId] })
  const failed = async (): Promise<PostView> => {
    await call('POST', '/sandbox/faults', { platform, fault: 'content_rejected' })
    const { id } = await draft()
    await call('POST', `/v1/posts/${id}/publish`)
    return house.settled(id)
  }
  const upload = (): Promise<Made> =>
    call('POST', '/v1/media/upload', { filename: 'a.jpg', contentType: 'image/jpeg', sizeBytes: 9 })
  const workflow = async (): Promise<Made & { workspaceId: string }> => {
    const workspaceId = await workspaceOf(house)
    const made = await call<Made>(
      'POST',
      `/v1/workspaces/${workspaceId}/approval-workflows`,
      await ownWorkflow(house),
    )
    return { ...made, workspaceId }
  }
  const inApproval = async (): Promise<Made> => {
    const { id } = await draft()
    const { id: workflowId } = await workflow()
    return call('POST', `/v1/posts/${id}/start-approval`, { workflowId })
  }
  const webhook = (): Promise<Made> =>
    call('POST', '/v1/webhooks', { url: receiver, events: ['post.published'] })
  // What has to be another one every time is named after a new id, which examples replace.
  const newPerson = (): { email: string; name: string; role: string } => ({
    email: `${newId('usr')}@example.com`,
    name: 'Ann',
    role: 'editor',
  })
  const member = (): Promise<Made & { inviteUrl: string }> => call('POST', '/v1/members', newPerson())
  const idOf = async (made: Promise<Made>): Promise<Subject> => ({ params: { id: (await made).id } })
  const account = (): Promise<Subject> => idOf(house.account(platform))
  /** An account that posts to one of several pages. */
  const choosing = (): Promise<Subject> => {
    const slug = connectors.find((connector) => connector.destinations !== undefined)?.slug
    return idOf(house.account(slug ?? platform, { pages: [{ id: '10150000000001', name: 'Bakery' }] }))
  }
  const recurrence = (): Promise<Made> =>
    call('POST', '/v1/recurrences', {
      name: 'Weekly',
      post: { content: 'Again', accountIds: [accountId] },
      rule: { frequency: 'daily', time: '09:00' },
    })
  const persona = (): Promise<Made & { activeVersionId: string }> =>
    call('POST', '/v1/personas', { name: 'The baker', modules: { voice: 'Warm' } })
  let minutes = 600
  const newSlot = (): object => {
    minutes += 1
    return {
      day: 'sunday',
      time: `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`,
    }
  }
  const newSet = (): object => ({ name: `Set ${newId('rec')}`, tags: ['bread'] })
  /** The contract's own example, then others: it cannot be there twice. */
  const firstAsShown = (make: () => object): (() => Promise<Subject>) => {
    let isShown = false
    return () => {
      const given = isShown ? { body: make() } : {}
      isShown = true
      return Promise.resolve(given)
    }
  }
  const hashtagSet = async (): Promise<Subject> => {
    const made = await call<{ data: Made }>('POST', '/v1/hashtag-sets', newSet())
    return { params: { id: made.data.id } }
  }

  const imported = (): Promise<Made> =>
    call('POST', '/v1/imports', { format: 'json', rows: [{ content: 'One', accountIds: [accountId] }] })
  const awaited = (): Promise<Made> => call('POST', '/v1/imports', { format: 'json', sizeBytes: 100 })
  const exported = (): Promise<Made> => call('POST', '/v1/exports', { includeMedia: false })
  const signedIn = async (): Promise<{ key: string; sessionId: string; email: string }> => {
    const { email } = await aPerson(house.db, [{ workspaceId: await workspaceOf(house), role: 'editor' }])
    const made = await call<{ accessToken: string; sessionId: string }>('POST', '/v1/auth/login', {
      email,
      password: theirPassword,
    })
    return { key: made.accessToken, sessionId: made.sessionId, email }
  }
  const inSession = async (body?: unknown): Promise<Subject> => ({ key: (await signedIn()).key, body })

  const special: Record<string, () => Promise<Subject>> = {
    preflightPosts: () => Promise.resolve({ query: `?accountIds=${accountId}` }),
    getImport: () => idOf(imported()),
    listImportRows: () => idOf(imported()),
    cancelImport: () => idOf(awaited()),
    getExport: () => idOf(exported()),
    deleteExport: () => idOf(exported()),
    getPost: () => idOf(draft()),
    updatePost: () => idOf(draft()),
    deletePost: () => idOf(draft()),
    publishPost: () => idOf(draft()),
    cancelPost: () => idOf(draft()),
    clonePost: () => idOf(draft()),
    retryPost: () => idOf(failed()),
    async unpublishPost() {
      const { id } = await draft()
      await call('POST', `/v1/posts/${id}/publish`)
      await house.settled(id)
      return { params: { id } }
    },
    async fixPostPlatform() {
      const post = await failed()
      return { params: { id: post.id, platformId: post.platforms[0]?.postPlatformId ?? '' } }
    },

    getAccount: account,
    disconnectAccount: account,
    testAccount: account,
    listPages: () => choosing(),
    async listPlaylists() {
      const listing = connectors.find((connector) => connector.playlists !== undefined)?.slug ?? platform
      const { id } = await house.account(listing)
      return { params: { id, platform: listing } }
    },
    async searchAudio() {
      const searching = connectors.find((connector) => connector.audio !== undefined)?.slug ?? platform
      const made = await call<Made>('POST', '/sandbox/accounts', { platform: searching, login: 'facebook' })
      return { params: { platform: searching }, query: `?accountId=${made.id}` }
    },
    refreshAccount: async () => {
      const refreshing = connectors.find((connector) => connector.auth.refresh !== undefined)
      return idOf(house.account(refreshing?.slug ?? platform))
    },
    getPostAnalytics: async () => ({ params: { postId: (await draft()).id } }),
    refreshPostAnalytics: async () => {
      const { id } = await draft()
      await call('POST', `/v1/posts/${id}/publish`)
      await house.settled(id)
      return { params: { postId: id } }
    },
    getAccountAnalytics: async () => ({ params: { accountId } }),
    refreshAccountAnalytics: async () => ({ params: { accountId } }),
    getBackfill: account,
    startBackfill: account,
    getOptimalTimes: account,
    async selectPage() {
      const chosen = await choosing()
      const { pages } = await call<{ pages: Made[] }>(
        'GET',
        `/v1/accounts/${chosen.params?.['id'] ?? ''}/pages`,
      )
      return { ...chosen, body: { pageId: pages[0]?.id } }
    },
    connectAccount: () => Promise.resolve({ params: { platform } }),
    async finishConnect() {
      const begun = await call<{ authorizationUrl: string }>('POST', `/v1/accounts/connect/${platform}`, {
        callbackUrl: callback,
      })
      const back = await consented(begun.authorizationUrl)
      const { code, state } = Object.fromEntries(back.searchParams)
      return { params: { platform }, body: { code, state } }
    },

    getMedia: () => idOf(upload()),
    updateMedia: () => idOf(upload()),
    deleteMedia: () => idOf(upload()),
    refreshPresign: () => idOf(upload()),

    testWebhook: async () => ({ body: { webhookId: (await webhook()).id } }),
    getWebhook: () => idOf(webhook()),
    updateWebhook: () => idOf(webhook()),
    deleteWebhook: () => idOf(webhook()),
    rotateSecret: () => idOf(webhook()),
    listDeliveries: () => idOf(webhook()),
    replayRange: () => idOf(webhook()),
    async replayDelivery() {
      const { id } = await webhook()
      const sent = await call<{ data: Made }>('POST', '/v1/webhooks/test', { webhookId: id })
      return { params: { id, deliveryId: sent.data.id } }
    },

    getHashtagSet: () => hashtagSet(),
    updateHashtagSet: () => hashtagSet(),
    replaceHashtagSet: async () => ({ ...(await hashtagSet()), body: newSet() }),
    deleteHashtagSet: () => hashtagSet(),
    createHashtagSet: firstAsShown(newSet),
    getPersona: () => idOf(persona()),
    updatePersona: () => idOf(persona()),
    deletePersona: () => idOf(persona()),
    listPersonaVersions: () => idOf(persona()),
    createPersonaVersion: () => idOf(persona()),
    assemblePersona: () => idOf(persona()),
    async activatePersonaVersion() {
      const { id, activeVersionId } = await persona()
      return { params: { id, versionId: activeVersionId } }
    },
    async listApprovalWorkflows() {
      return { params: { workspaceId: await workspaceOf(house) } }
    },
    async createApprovalWorkflow() {
      return { params: { workspaceId: await workspaceOf(house) }, body: await ownWorkflow(house) }
    },
    async replaceApprovalWorkflow() {
      const { id, workspaceId } = await workflow()
      return { params: { workspaceId, workflowId: id }, body: await ownWorkflow(house) }
    },
    async deleteApprovalWorkflow() {
      const { id, workspaceId } = await workflow()
      return { params: { workspaceId, workflowId: id } }
    },
    async startApproval() {
      return { ...(await idOf(draft())), body: { workflowId: (await workflow()).id } }
    },
    getApprovalStatus: () => idOf(inApproval()),
    getApprovalHistory: () => idOf(inApproval()),
    approvePost: () => idOf(inApproval()),
    rejectPost: () => idOf(inApproval()),

    getRecurrence: () => idOf(recurrence()),
    updateRecurrence: () => idOf(recurrence()),
    deleteRecurrence: () => idOf(recurrence()),
    addQueueSlot: firstAsShown(newSlot),
    deleteQueueSlot: () => idOf(call('POST', '/v1/queue-slots', newSlot())),

    getWorkspace: () => ownWorkspace(house),
    updateWorkspace: () => ownWorkspace(house),
    addMember: firstAsShown(newPerson),
    changeMember: () => idOf(member()),
    removeMember: () => idOf(member()),
    async acceptInvitation() {
      const { inviteUrl } = await member()
      const token = new URL(inviteUrl).searchParams.get('token') ?? ''
      return { body: { token, password: 'correct horse battery' } }
    },
    signIn: async () => ({ body: { email: (await signedIn()).email, password: theirPassword } }),
    signOut: () => inSession(),
    listSessions: () => inSession(),
    endOtherSessions: () => inSession(),
    async endSession() {
      const { key, sessionId } = await signedIn()
      return { key, params: { id: sessionId } }
    },
    switchWorkspace: async () => inSession({ workspaceId: await workspaceOf(house) }),
    updateMe: () => inSession({ name: 'Ann Weber' }),
    changePassword: () => inSession({ currentPassword: theirPassword, newPassword: 'staple of batteries' }),
    async resetPassword() {
      const { email } = await signedIn()
      const user = await findUserByEmail(house.db, email)
      if (user === null) throw new Error('No user')
      const token = resetToken(house.app.parts.seal, user, Date.now() + 365 * 24 * 3_600_000)
      return { body: { token, password: 'staple of batteries' } }
    },
    deleteApiKey: () => idOf(call('POST', '/v1/api-keys', { name: 'Spare', scopes: ['posts:read'] })),
  }
  return async (endpoint) => {
    const made = (await special[endpoint.name]?.()) ?? {}
    const missing = [...endpoint.path.matchAll(/:(\w+)/g)].filter(
      ([, name]) => !(name && made.params?.[name]),
    )
    if (missing.length > 0)
      throw new Error(`tests/support/subjects.ts has nothing to try ${endpoint.name} on: add a line`)
    return { body: withPlatform(endpoint.example?.body ?? null, platform) ?? undefined, ...made }
  }
}

/** An example with a platform that the server has; see `anyPlatform`. */
function withPlatform(example: unknown, platform: string): unknown {
  return JSON.parse(JSON.stringify(example).replaceAll('{platform}', platform))
}

/** The path of an endpoint with its parameters filled in. */
export function pathOf(
  endpoint: Endpoint,
  { params = {}, query = '' }: Pick<Subject, 'params' | 'query'>,
): string {
  return `${endpoint.path.replaceAll(/:(\w+)/g, (_match, name: string) => encodeURIComponent(params[name] ?? ''))}${query}`
}

async function ownWorkspace(house: House): Promise<Subject> {
  return { params: { id: await workspaceOf(house) } }
}

async function workspaceOf(house: House): Promise<string> {
  return (await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')).workspaceId
}

/** A workflow of which the caller approves the one step. */
async function ownWorkflow(house: House): Promise<unknown> {
  const { userId } = await house.call<{ userId: string }>('GET', '/v1/auth/me')
  return { name: 'Content Review', steps: [{ order: 1, role: 'Editor', approverIds: [userId] }] }
}

/** Goes through the consent pages as a made-up user, up to where the person would come back. */
async function consented(address: string): Promise<URL> {
  let url = new URL(address)
  for (let hops = 0; hops < 5; hops += 1) {
    url.searchParams.set('auto', '1')
    const answer = await fetch(url, { redirect: 'manual' })
    url = new URL(answer.headers.get('location') ?? '', url)
    if (url.href.startsWith(callback)) return url
  }
  throw new Error(`No consent after five pages; the last one was ${url.href}`)
}

/** Takes every webhook with 200. Answers its address. */
async function startReceiver(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('ok'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => server.close())
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`
}
