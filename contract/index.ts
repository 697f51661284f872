import { accountHistoryEndpoints } from './account-history.js'
import { accountEndpoints } from './accounts.js'
import { analyticsEndpoints } from './analytics.js'
import { apiKeyEndpoints } from './api-keys.js'
import { batchEndpoints } from './batch.js'
import { auditLogEndpoints } from './audit-log.js'
import { approvalEndpoints } from './approvals.js'
import type { Endpoint } from './endpoint.js'
import { exportEndpoints } from './exports.js'
import { hashtagSetEndpoints } from './hashtag-sets.js'
import { importEndpoints } from './imports.js'
import { mediaEndpoints } from './media.js'
import { memberEndpoints } from './members.js'
import { personaEndpoints } from './personas.js'
import { postEndpoints } from './posts.js'
import { preflightEndpoints } from './preflight.js'
import { queueSlotEndpoints } from './queue-slots.js'
import { recurrenceEndpoints } from './recurrences.js'
import { signInEndpoints } from './sign-in.js'
import { streamEndpoints } from './stream.js'
import { systemEndpoints } from './system.js'
import { webhookEndpoints } from './webhooks.js'
import { workspaceEndpoints } from './workspaces.js'

/** Every endpoint of the public API, in the order of the reference. A new noun adds its line here and in src/http/routes.ts; the server does not start while they differ. */
export const endpoints: readonly Endpoint[] = [
  ...postEndpoints,
  ...preflightEndpoints,
  ...approvalEndpoints,
  ...accountEndpoints,
  ...accountHistoryEndpoints,
  ...analyticsEndpoints,
  ...mediaEndpoints,
  ...webhookEndpoints,
  ...streamEndpoints,
  ...batchEndpoints,
  ...hashtagSetEndpoints,
  ...personaEndpoints,
  ...queueSlotEndpoints,
  ...recurrenceEndpoints,
  ...importEndpoints,
  ...exportEndpoints,
  ...workspaceEndpoints,
  ...memberEndpoints,
  ...apiKeyEndpoints,
  ...auditLogEndpoints,
  ...signInEndpoints,
  ...systemEndpoints,
]
