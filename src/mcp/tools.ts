import { z } from 'zod'
import { contentTypes, postLimits } from '../../contract/post-body.js'
import type { Api } from './api.js'

export type Tool = {
  name: string
  title: string
  description: string
  input: z.ZodObject
  /** Reads only; or what it changes cannot be had back. */
  hint: 'reads' | 'writes' | 'destroys'
  call: (api: Api, input: never) => Promise<unknown>
}

/** Types a tool's call by its input. */
function tool<Input extends z.ZodObject>(
  record: Omit<Tool, 'input' | 'call'> & {
    input: Input
    call: (api: Api, input: z.output<Input>) => Promise<unknown>
  },
): Tool {
  return record
}

const statuses = [
  'draft',
  'approved',
  'scheduled',
  'publishing',
  'published',
  'failed',
  'partial',
  'cancelled',
  'unpublished',
  'archived',
  'all',
] as const

const id = (of: string): z.ZodString => z.string().min(1).max(100).describe(of)
const postId = id('The id of the post, from list_posts or create_post')
const accountId = id('The id of the account, from list_accounts')
const time = z.iso.datetime({ offset: true })
const contentType = z.enum(contentTypes).describe('What kind of post; told by the files where it is left out')
const firstComment = z.string().max(2_200).describe('A comment that is made under the post once it is out')
const firstCommentDelay = z.int().min(0).max(3_600).describe('Seconds between the post and its first comment')
const day = (which: string): z.ZodString => z.string().describe(`${which} of the time, such as 2027-01-31`)
const ofPost = z.object({ postId })
const ofAccount = z.object({ accountId })

/**
 * The tools of the published MCP server, by the same names and with the same inputs, so that an agent that was set up
 * for it works here. Each is calls of our own API: its rules, scopes, limits and errors are the API's.
 */
export const tools: readonly Tool[] = [
  tool({
    name: 'create_post',
    title: 'Create a post',
    description:
      'Writes a post for one or several accounts. With scheduledFor it is published at that time; without, it stays a draft until somebody schedules or publishes it.',
    hint: 'writes',
    input: z.object({
      content: z.string().min(1).max(postLimits.content).describe('The text of the post'),
      mediaUrls: z.array(z.url()).optional().describe('Public addresses of pictures or videos to attach'),
      mediaIds: z.array(z.string()).optional().describe('Ids of files that were uploaded before'),
      accountIds: z.array(z.string()).min(1).describe('The accounts to post to, from list_accounts'),
      scheduledFor: time.optional().describe('When to publish, in ISO 8601 with a zone'),
      saveAsDraft: z.boolean().optional().describe('Keep it a draft even if it has a time'),
      contentType: contentType.optional(),
      firstComment: firstComment.optional(),
      firstCommentDelay: firstCommentDelay.optional(),
    }),
    async call(api, { mediaUrls = [], mediaIds = [], ...post }) {
      const media = [...mediaIds]
      for (const url of mediaUrls) media.push(await register(api, url))
      return api('POST', '/v1/posts', { ...post, ...(media.length > 0 ? { media } : {}) })
    },
  }),
  tool({
    name: 'list_posts',
    title: 'List posts',
    description:
      'Posts, newest first, by status and account. pagination.next_cursor of the answer is the cursor of the next page.',
    hint: 'reads',
    input: z.object({
      status: z.enum(statuses).optional().describe('Only those with this status; all for every status'),
      accountId: accountId.optional(),
      limit: z.int().min(1).max(postLimits.pageSize).optional().describe('How many at most; 20 unless said'),
      cursor: z.string().optional().describe('Where the page begins, from the answer before'),
    }),
    call: (api, given) => api('GET', `/v1/posts${queryOf(given)}`),
  }),
  tool({
    name: 'get_post',
    title: 'Read a post',
    description: 'A post with its status on every account, and with what went wrong where something did.',
    hint: 'reads',
    input: ofPost,
    call: (api, given) => api('GET', `/v1/posts/${encodeURIComponent(given.postId)}`),
  }),
  tool({
    name: 'update_post',
    title: 'Change a post',
    description:
      'Changes a draft or scheduled post. What is left out stays as it is; media replaces all that was attached.',
    hint: 'writes',
    input: z.object({
      postId,
      content: z.string().optional().describe('The new text'),
      scheduledFor: time.optional().describe('The new time, in ISO 8601 with a zone'),
      accountIds: z.array(z.string()).optional().describe('The accounts to post to instead'),
      contentType: contentType.optional(),
      firstComment: firstComment.optional(),
      firstCommentDelay: firstCommentDelay.optional(),
      media: z.array(z.string()).optional().describe('Ids of files that take the place of those attached'),
      platformOverrides: z
        .record(z.string(), z.object({ content: z.string().optional() }))
        .optional()
        .describe('Another text for a platform, which list_accounts names: {"PLATFORM": {"content": "…"}}'),
    }),
    call: (api, { postId: of, ...changes }) => api('PATCH', `/v1/posts/${encodeURIComponent(of)}`, changes),
  }),
  tool({
    name: 'cancel_post',
    title: 'Cancel a post',
    description: 'Keeps a draft or scheduled post from being published. It stays readable.',
    hint: 'destroys',
    input: ofPost,
    call: (api, given) => api('POST', `/v1/posts/${encodeURIComponent(given.postId)}/cancel`),
  }),
  tool({
    name: 'retry_post',
    title: 'Try a failed post again',
    description: 'Publishes a failed or partial post on the accounts where it failed, and on no other.',
    hint: 'writes',
    input: ofPost,
    call: (api, given) => api('POST', `/v1/posts/${encodeURIComponent(given.postId)}/retry`),
  }),
  tool({
    name: 'delete_post',
    title: 'Delete a post',
    description: 'Deletes a post here that is not out. What was published on a network stays there.',
    hint: 'destroys',
    input: ofPost,
    async call(api, given) {
      await api('DELETE', `/v1/posts/${encodeURIComponent(given.postId)}`)
      return { success: true, message: `Post ${given.postId} deleted successfully` }
    },
  }),
  tool({
    name: 'validate_content',
    title: 'Check a text',
    description:
      'Says for each platform whether it would take the text, and what to change where it would not.',
    hint: 'reads',
    input: z.object({
      content: z.string().min(1).describe('The text to check'),
      platforms: z.array(z.string()).min(1).describe('The platforms, as list_accounts names them'),
    }),
    call: (api, given) => api('POST', '/v1/posts/validate', given),
  }),
  tool({
    name: 'list_accounts',
    title: 'List accounts',
    description:
      'The connected accounts: id, platform, name and status. Only those that are active can be posted to.',
    hint: 'reads',
    input: z.object({}),
    call: listAccounts,
  }),
  tool({
    name: 'get_account',
    title: 'Read an account',
    description: 'One connected account, with the same facts as list_accounts.',
    hint: 'reads',
    input: ofAccount,
    call: (api, given) => api('GET', `/v1/accounts/${encodeURIComponent(given.accountId)}`),
  }),
  tool({
    name: 'get_post_metrics',
    title: 'Read the numbers of a post',
    description:
      'Impressions, likes, comments, shares and clicks of a published post, in all and by account.',
    hint: 'reads',
    input: ofPost,
    call: (api, given) => api('GET', `/v1/analytics/posts/${encodeURIComponent(given.postId)}`),
  }),
  tool({
    name: 'get_account_metrics',
    title: 'Read the numbers of an account',
    description: 'Followers, posts and engagement of an account.',
    hint: 'reads',
    input: ofAccount,
    call: (api, given) => api('GET', `/v1/analytics/accounts/${encodeURIComponent(given.accountId)}`),
  }),
  tool({
    name: 'get_analytics_overview',
    title: 'Read the numbers of all accounts',
    description:
      'Impressions and engagement of a time over all accounts, the best posts, and the best hour to post.',
    hint: 'reads',
    input: z.object({ startDate: day('First day').optional(), endDate: day('Last day').optional() }),
    call: (api, given) => api('GET', `/v1/analytics/overview${queryOf(given)}`),
  }),
]

/** A bare list, as the published server answers it; as many as one page takes. */
export async function listAccounts(api: Api): Promise<unknown> {
  const { data } = (await api('GET', '/v1/accounts?limit=100')) as { data: unknown }
  return data
}

const types: Record<string, string> = {
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
}

async function register(api: Api, url: string): Promise<string> {
  const filename = new URL(url).pathname.split('/').pop() ?? ''
  const contentType = types[filename.split('.').pop()?.toLowerCase() ?? ''] ?? 'image/jpeg'
  const file = { url, contentType, filename: filename === '' ? 'media' : filename }
  return ((await api('POST', '/v1/media/register', file)) as { id: string }).id
}

function queryOf(given: Record<string, string | number | undefined>): string {
  const named = Object.entries(given).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return named.length === 0 ? '' : `?${new URLSearchParams(named).toString()}`
}
