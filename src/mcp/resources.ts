import type { Api } from './api.js'
import { listAccounts } from './tools.js'

type Resource = { uri: string; name: string; description: string; read: (api: Api) => Promise<unknown> }
type Template = {
  uriTemplate: string
  name: string
  description: string
  read: (api: Api, id: string) => Promise<unknown>
}

const recentPosts = (api: Api): Promise<unknown> => api('GET', '/v1/posts?limit=20')

/** The resources of the published MCP server; two have two addresses. */
export const resources: readonly Resource[] = [
  {
    uri: 'accounts://list',
    name: 'All connected accounts',
    description: 'Every connected account',
    read: listAccounts,
  },
  {
    uri: 'voxburst://accounts',
    name: 'VoxBurst accounts',
    description: 'The same as accounts://list',
    read: listAccounts,
  },
  { uri: 'posts://recent', name: 'Recent posts', description: 'The 20 newest posts', read: recentPosts },
  {
    uri: 'voxburst://posts',
    name: 'VoxBurst posts',
    description: 'The same as posts://recent',
    read: recentPosts,
  },
]

export const templates: readonly Template[] = [
  {
    uriTemplate: 'accounts://{accountId}',
    name: 'An account',
    description: 'A connected account with its status',
    read: (api, id) => api('GET', `/v1/accounts/${encodeURIComponent(id)}`),
  },
  {
    uriTemplate: 'posts://{postId}',
    name: 'A post',
    description: 'A post with its text, its time and its status on every account',
    read: (api, id) => api('GET', `/v1/posts/${encodeURIComponent(id)}`),
  },
]

/** What stands at an address; undefined where there is nothing. */
export function readResource(api: Api, uri: string): Promise<unknown> | undefined {
  const fixed = resources.find((each) => each.uri === uri)
  if (fixed !== undefined) return fixed.read(api)
  for (const { uriTemplate, read } of templates) {
    const prefix = uriTemplate.slice(0, uriTemplate.indexOf('{'))
    if (uri.startsWith(prefix) && uri.length > prefix.length) return read(api, uri.slice(prefix.length))
  }
  return undefined
}
