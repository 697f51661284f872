import { accountRoutes } from './accounts.js'
import { apiKeyRoutes } from './api-keys.js'
import { mediaRoutes } from './media.js'
import { memberRoutes } from './members.js'
import { routes as postRoutes } from './posts.js'
import type { Route } from './serve.js'
import { systemRoutes } from './system.js'
import { webhookRoutes } from './webhooks.js'
import { workspaceRoutes } from './workspaces.js'

/** The route of every endpoint in contract/index.ts. A guard test holds the two lists together. */
export const allRoutes: readonly Route[] = [
  ...postRoutes,
  ...accountRoutes,
  ...mediaRoutes,
  ...webhookRoutes,
  ...workspaceRoutes,
  ...memberRoutes,
  ...apiKeyRoutes,
  ...systemRoutes,
]
