import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { account as accountReply } from '../../contract/accounts.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Registry } from '../connectors/registry.js'
import type { QuotaState } from '../domain/quota.js'
import type { JsonObject } from '../kit/json.js'
import type { AccountRow } from '../store/accounts.js'

type Deps = { connectors: Registry; config: Parameters<typeof presentUrl>[0] }

/** An account as REST shows it, with its quotas where they were asked for. Tokens and what networks told us besides never leave. */
export function presentAccount(
  { connectors, config }: Deps,
  row: AccountRow,
  quotas?: readonly QuotaState[],
): z.output<typeof accountReply> {
  const { presentAccount: present, rules } = connectors.get(row.platform)
  const extras = present?.(row.platform_data, row.scopes) ?? {}
  const own = rules.limitsFor?.(row.platform_data) ?? rules.limits
  return {
    id: row.id,
    platform: row.platform,
    username: row.username?.replace(/^@/, '') ?? null,
    displayName: row.display_name,
    avatarUrl: row.avatar_url === null ? null : presentUrl(config, row.platform, row.avatar_url),
    accountType: row.account_type,
    status: row.status,
    error: row.error === null ? null : { code: row.error.code, message: row.error.message },
    connectedAt: row.connected_at.toISOString(),
    tokenExpiresAt: row.token_expires_at?.toISOString() ?? null,
    isSharedAccount: row.is_shared,
    limits: isDeepStrictEqual(own, rules.limits) ? null : { ...own },
    ...extras,
    ...(quotas === undefined ? {} : { quotas: quotas.map(presentQuota) }),
  }
}

function presentQuota({ name, limit, used, scheduled, resetsAt }: QuotaState) {
  return {
    name,
    limit,
    used,
    remaining: Math.max(0, limit - used),
    scheduled,
    resetsAt: resetsAt?.toISOString() ?? null,
  }
}

type EventFacts = {
  id: string
  workspaceId: string
  platform: string
  username: string | null
  displayName: string | null
  status: string
}

export function eventFacts(row: AccountRow): EventFacts {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    platform: row.platform,
    username: row.username,
    displayName: row.display_name,
    status: row.status,
  }
}

/** `data` of an account's webhook event: enumerations in upper case. */
export function accountEventData(row: EventFacts, more: JsonObject = {}): JsonObject {
  return {
    id: row.id,
    accountId: row.id,
    workspaceId: row.workspaceId,
    platform: row.platform.toUpperCase(),
    username: row.username,
    displayName: row.displayName,
    status: row.status.toUpperCase(),
    ...more,
  }
}
