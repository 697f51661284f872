import { endpoints } from '../../contract/index.js'
import { accountHistoryRoutes } from './account-history.js'
import { accountRoutes } from './accounts.js'
import { analyticsRoutes } from './analytics.js'
import { apiKeyRoutes } from './api-keys.js'
import { auditLogRoutes } from './audit-log.js'
import { batchRoutes } from './batch.js'
import { approvalRoutes } from './approvals.js'
import { deliveryRoutes } from './deliveries.js'
import { exportRoutes } from './exports.js'
import { hashtagSetRoutes } from './hashtag-sets.js'
import { importRoutes } from './imports.js'
import { mediaRoutes } from './media.js'
import { memberRoutes } from './members.js'
import { routes as postRoutes } from './posts.js'
import { personaRoutes } from './personas.js'
import { preflightRoutes } from './preflight.js'
import { queueSlotRoutes } from './queue-slots.js'
import { recurrenceRoutes } from './recurrences.js'
import type { Route } from './serve.js'
import { signInRoutes } from './sign-in.js'
import { streamRoutes } from './stream.js'
import { systemRoutes } from './system.js'
import { tunnelRoutes } from './tunnels.js'
import { webhookRoutes } from './webhooks.js'
import { workspaceRoutes } from './workspaces.js'

const written: readonly Route[] = [
  ...postRoutes,
  ...approvalRoutes,
  ...preflightRoutes,
  ...accountRoutes,
  ...accountHistoryRoutes,
  ...analyticsRoutes,
  ...mediaRoutes,
  ...webhookRoutes,
  ...tunnelRoutes,
  ...deliveryRoutes,
  ...streamRoutes,
  ...batchRoutes,
  ...hashtagSetRoutes,
  ...personaRoutes,
  ...queueSlotRoutes,
  ...recurrenceRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...workspaceRoutes,
  ...memberRoutes,
  ...apiKeyRoutes,
  ...auditLogRoutes,
  ...signInRoutes,
  ...systemRoutes,
]

/** The route of every endpoint of the contract: what is promised and not written, or the other way round, does not start. */
export const allRoutes: readonly Route[] = inStep(written)

function inStep(routes: readonly Route[]): Route[] {
  const byEndpoint = new Map(routes.map((route) => [route.endpoint, route]))
  const stray = routes.filter(({ endpoint }) => !endpoints.includes(endpoint))
  const missing = endpoints.filter((endpoint) => !byEndpoint.has(endpoint))
  const names = [...stray.map(({ endpoint }) => endpoint), ...missing].map(({ name }) => name)
  if (names.length > 0)
    throw new Error(`contract/index.ts and src/http/routes.ts differ in: ${names.join(', ')}`)
  return endpoints.flatMap((endpoint) => byEndpoint.get(endpoint) ?? [])
}
