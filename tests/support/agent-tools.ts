import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { startFileServer, trustsFileServer } from './file-server.js'
import { atTheEnd, eventually, startServer, type RunningServer } from './server-process.js'

type Post = { id: string; status: string; content: string; media: { id: string }[]; accountIds: string[] }
type Page = { data: Post[]; pagination: { has_more: boolean; next_cursor: string | null } }
export type Answered = { isError: boolean; value: Record<string, unknown> }

/** What an agent has: tools and resources of one server, by whatever transport. */
export type Agent = {
  client: Client
  /** Calls a tool; its text, read as JSON. */
  use: (tool: string, given?: Record<string, unknown>) => Promise<Answered>
  read: (uri: string) => Promise<unknown>
  used: Set<string>
  readUris: Set<string>
}

export async function agentOver(transport: Transport): Promise<Agent> {
  const client = new Client({ name: 'tests', version: '1.0.0' })
  await client.connect(transport)
  atTheEnd(() => client.close())
  const used = new Set<string>()
  const readUris = new Set<string>()
  return {
    client,
    used,
    readUris,
    async use(tool, given = {}) {
      used.add(tool)
      const { content, isError } = await client.callTool({ name: tool, arguments: given })
      const [first] = content as { type: string; text: string }[]
      return { isError: isError === true, value: JSON.parse(first?.text ?? '') as Record<string, unknown> }
    },
    async read(uri) {
      readUris.add(uri.replace(/(acc|post)_.+/, '{id}'))
      const { contents } = await client.readResource({ uri })
      expect(contents).toMatchObject([{ uri, mimeType: 'application/json' }])
      return JSON.parse((contents[0] as { text: string }).text)
    },
  }
}

/** A server of tools that is a program of its own. */
export function stdioTransport(program: string, env: Record<string, string>): Transport {
  return new StdioClientTransport({ command: process.execPath, args: [program], env, stderr: 'ignore' })
}

export function httpTransport(url: string, headers: Record<string, string>): Transport {
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }) as Transport
}

export const startAgentServer = (): Promise<RunningServer> => startServer({ env: trustsFileServer })

/** The tests of an agent's way through all 13 tools and 6 resources, the same for every server that offers them. */
export function walkThroughTools(open: () => Promise<{ server: RunningServer; transport: Transport }>): void {
  let server: RunningServer
  let agent: Agent
  let cdn: { url: (name: string) => string }
  const accounts: Record<string, string> = {}

  beforeAll(async () => {
    const opened = await open()
    server = opened.server
    agent = await agentOver(opened.transport)
    cdn = await startFileServer()
    for (const platform of ['mastodon', 'twitter'])
      accounts[platform] = (await server.call<{ id: string }>('POST', '/sandbox/accounts', { platform })).id
  })
  const done = async <T = Record<string, unknown>>(
    tool: string,
    given?: Record<string, unknown>,
  ): Promise<T> => {
    const answered = await agent.use(tool, given)
    expect({ tool, ...answered }).toMatchObject({ isError: false })
    return answered.value as T
  }
  const refused = async (tool: string, given?: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const answered = await agent.use(tool, given)
    expect({ tool, ...answered }).toMatchObject({ isError: true })
    return answered.value
  }
  const create = (more: Record<string, unknown>): Promise<Post> =>
    done('create_post', { content: 'By an agent', accountIds: [accounts['twitter']], ...more })
  const settled = (id: string, status: string): Promise<void> =>
    eventually(
      async () => (await server.call('GET', `/v1/posts/${id}`))['status'] === status,
      `${id} is ${status}`,
    )

  describe('accounts', () => {
    it('lists them as a bare list, and one with the same facts', async () => {
      const listed = await done<{ id: string }[]>('list_accounts')
      expect(listed.map(({ id }) => id).sort()).toEqual(Object.values(accounts).sort())
      const one = await done('get_account', { accountId: accounts['twitter'] })
      expect(one).toEqual(listed.find(({ id }) => id === accounts['twitter']))
      expect(one).toMatchObject({ platform: 'twitter', status: 'active' })
    })
  })

  describe('posts', () => {
    it('posts pictures by address and by id, and everything else that a post has', async () => {
      const registered = await server.call<{ id: string }>('POST', '/v1/media/register', {
        url: cdn.url('card-1200x630.png'),
        contentType: 'image/png',
        filename: 'card.png',
      })
      const post = await create({
        mediaIds: [registered.id],
        mediaUrls: [cdn.url('portrait-4x5-1080x1350.jpg')],
        scheduledFor: '2099-06-15T14:00:00Z',
        contentType: 'IMAGE',
        firstComment: 'And more',
        firstCommentDelay: 60,
      })
      expect(post).toMatchObject({
        status: 'scheduled',
        scheduledFor: '2099-06-15T14:00:00.000Z',
        media: [{ id: registered.id }, { type: 'image' }],
        firstComment: 'And more',
      })
      expect(await done('get_post', { postId: post.id })).toMatchObject({ id: post.id, status: 'scheduled' })
    })

    it('changes all that can be changed, cancels and deletes', async () => {
      const { id } = await create({ scheduledFor: '2099-06-15T14:00:00Z' })
      const changed = await done('update_post', {
        postId: id,
        content: 'Changed',
        scheduledFor: '2099-07-15T14:00:00Z',
        accountIds: [accounts['twitter'], accounts['mastodon']],
        contentType: 'TEXT',
        firstComment: 'First',
        firstCommentDelay: 0,
        media: [],
        platformOverrides: { TWITTER: { content: 'On X' } },
      })
      expect(changed).toMatchObject({
        id,
        content: 'Changed',
        scheduledFor: '2099-07-15T14:00:00.000Z',
        accountIds: [accounts['twitter'], accounts['mastodon']],
        platformOverrides: { TWITTER: { content: 'On X' } },
      })
      expect(await done('cancel_post', { postId: id })).toMatchObject({ id, status: 'cancelled' })
      expect(await done('delete_post', { postId: id })).toEqual({
        success: true,
        message: `Post ${id} deleted successfully`,
      })
      await server.call('GET', `/v1/posts/${id}`, undefined, { status: 404 })
    })

    it('lists posts by status and account, page by page, each once', async () => {
      for (const content of ['One', 'Two', 'Three'])
        await create({ content, accountIds: [accounts['mastodon']], saveAsDraft: true })
      const filter = { status: 'draft', accountId: accounts['mastodon'], limit: 2 }
      const first = await done<Page>('list_posts', filter)
      const second = await done<Page>('list_posts', { ...filter, cursor: first.pagination.next_cursor })
      expect([...first.data, ...second.data].map(({ content }) => content)).toEqual(['Three', 'Two', 'One'])
      expect((await done<Page>('list_posts', { status: 'all' })).data.length).toBeGreaterThan(3)
    })

    it('publishes at the scheduled time, and reads the numbers', async () => {
      const { now } = await server.call<{ now: string }>('GET', '/sandbox/clock')
      const at = new Date(Date.parse(now) + 3_600_000).toISOString()
      const { id } = await create({ content: 'Out in an hour', scheduledFor: at })
      await server.call('POST', '/sandbox/clock', { advanceMs: 3_600_000 })
      await settled(id, 'published')
      const out = await server.call<{ data: { text: string }[] }>('GET', '/sandbox/posts?platform=twitter')
      expect(out.data.filter(({ text }) => text === 'Out in an hour')).toHaveLength(1)

      expect(await done('get_post_metrics', { postId: id })).toMatchObject({
        postId: id,
        metrics: { likes: expect.any(Number) as number },
        dataAvailable: expect.any(Boolean) as boolean,
      })
      expect(await done('get_account_metrics', { accountId: accounts['twitter'] })).toMatchObject({
        accountId: accounts['twitter'],
        followers: expect.any(Number) as number,
        totalPosts: expect.any(Number) as number,
      })
      const day = at.slice(0, 10)
      const overview = await done('get_analytics_overview', { startDate: day, endDate: day })
      expect(overview).toMatchObject({ totalImpressions: expect.any(Number) as number, topPosts: [] })
    })

    it('tries again what failed', async () => {
      const fault = { platform: 'twitter', fault: 'rate_limited', retryAfter: 3_600 }
      await server.call('POST', '/sandbox/faults', fault)
      const { id } = await create({ content: 'Failed once' })
      await server.call('POST', `/v1/posts/${id}/publish`)
      await settled(id, 'failed')
      expect(await done('retry_post', { postId: id })).toMatchObject({
        id,
        retriedPlatforms: [{ platform: 'twitter' }],
      })
      expect(await refused('retry_post', { postId: (await create({})).id })).toMatchObject({
        error: 'CONFLICT',
        statusCode: 409,
      })
    })

    it('validates by platforms in any case, answered in both', async () => {
      const result = await done('validate_content', {
        content: 'x'.repeat(300),
        platforms: ['twitter', 'MASTODON'],
      })
      expect(result).toMatchObject({
        valid: false,
        platforms: { TWITTER: { valid: false }, twitter: { valid: false }, mastodon: { valid: true } },
      })
    })
  })

  describe('what cannot be done', () => {
    it('is told with a code, a sentence and the status', async () => {
      const errors = {
        unknown: await refused('get_post', { postId: 'post_none' }),
        foreign: await refused('create_post', { content: 'x', accountIds: ['acc_none'] }),
      }
      for (const error of Object.values(errors))
        expect(error).toMatchObject({ message: expect.stringMatching(/\w+ \w+/) as string })
      expect(errors.unknown).toMatchObject({ error: 'NOT_FOUND', statusCode: 404 })
    })

    it('is refused before it is sent where the input cannot be right', async () => {
      for (const [tool, given] of [
        ['create_post', { content: '', accountIds: ['acc_1'] }],
        ['create_post', { content: 'x', accountIds: [] }],
        ['list_posts', { limit: 0 }],
        ['get_post', {}],
        ['update_post', { postId: 'post_1', firstCommentDelay: 3_601 }],
      ] as const)
        expect(await refused(tool, given)).toMatchObject({ error: 'INVALID_INPUT' })
      expect(await refused('no_such_tool')).toMatchObject({ error: 'UNKNOWN_TOOL' })
      agent.used.delete('no_such_tool')
    })
  })

  describe('resources', () => {
    it('reads accounts and posts, all and one', async () => {
      const { id } = await create({ content: 'To be read', saveAsDraft: true })
      for (const uri of ['accounts://list', 'voxburst://accounts'])
        expect(await agent.read(uri)).toMatchObject([{ platform: 'twitter' }, { platform: 'mastodon' }])
      for (const uri of ['posts://recent', 'voxburst://posts'])
        expect(await agent.read(uri)).toMatchObject({ data: expect.any(Array) as unknown[] })
      const account = accounts['mastodon'] ?? ''
      expect(await agent.read(`accounts://${account}`)).toMatchObject({ id: account })
      expect(await agent.read(`posts://${id}`)).toMatchObject({ id, content: 'To be read' })
      await expect(agent.client.readResource({ uri: 'posts://post_none' })).rejects.toThrow('NOT_FOUND')
      await expect(agent.client.readResource({ uri: 'nothing://here' })).rejects.toThrow('nothing://here')
    })
  })

  it('offers 13 tools and 6 resources, all of them used here', async () => {
    const { tools } = await agent.client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual([...agent.used].sort())
    expect(tools).toHaveLength(13)
    const { resources } = await agent.client.listResources()
    const { resourceTemplates } = await agent.client.listResourceTemplates()
    const offered = [
      ...resources.map(({ uri }) => uri),
      ...resourceTemplates.map(({ uriTemplate }) => uriTemplate.replace(/\{\w+\}/, '{id}')),
    ]
    expect(offered.sort()).toEqual([...agent.readUris].sort())
    expect(offered).toHaveLength(6)
  })
}
