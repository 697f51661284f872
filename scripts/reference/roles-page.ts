import { endpoints } from '../../contract/index.js'
import { roles, rolesOf } from '../../contract/roles.js'
import { table } from './markdown.js'

/** Which member may do what. */
export function rolesPage(): string {
  const rows = endpoints
    .filter(({ scope }) => scope !== 'none' && scope !== 'optional')
    .map((endpoint) => [
      `[\`${endpoint.method} ${endpoint.path}\`](endpoints.md#${endpoint.name.toLowerCase()})`,
      endpoint.summary,
      ...roles.map((role) => (rolesOf(endpoint).includes(role) ? 'yes' : '')),
      endpoint.rolesNote ?? '',
    ])
  return `# Roles

What a member may do, by the role they have in the workspace. An API key acts as the member whose it is and needs the endpoint’s scope besides. Everything else is refused with 403 \`FORBIDDEN\`.

${table(['endpoint', 'what it does', ...roles, 'besides'], rows)}
`
}
