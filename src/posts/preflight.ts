import type { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import type { preflightPosts } from '../../contract/preflight.js'
import { quotaStates, rulesByPlatform } from '../accounts/quota-states.js'
import { comparable, historyOf } from '../analytics/optimal-times.js'
import { lacksPage } from '../connectors/lacks-page.js'
import { hourScoreOf } from '../domain/optimal-times.js'
import { preflight } from '../domain/preflight.js'
import { parseInstant } from '../domain/post-dates.js'
import { recentResponses } from '../store/analytics.js'
import { loadPostingContext, type AccountForPost } from '../store/posting-context.js'
import { readAccountPasts, type AccountPast } from '../store/preflight.js'
import { findWorkspace } from '../store/workspaces.js'
import type { PostsCaller, PostsDeps } from './deps.js'

type Reply = z.output<typeof preflightPosts.reply>

/** What speaks against posting to accounts at a time. Throws ACCOUNT_NOT_FOUND. */
export async function preflightAccounts(
  deps: Pick<PostsDeps, 'db' | 'connectors' | 'appOf'>,
  caller: PostsCaller,
  asked: z.output<NonNullable<typeof preflightPosts.query>>,
): Promise<Reply> {
  const { accountIds } = asked
  const given = asked.scheduledFor === undefined ? null : parseInstant(asked.scheduledFor, 'scheduledFor')
  const context = await loadPostingContext(deps.db, caller, {
    accountIds,
    platforms: [],
    mediaIds: [],
    quotas: { rules: rulesByPlatform(deps), at: given },
  })
  const { now } = context
  const at = given === null || given < now ? now : given
  const content = asked.content ?? null
  const pasts = await readAccountPasts(deps.db, caller, { accountIds, at, content })
  const { settings } = await findWorkspace(deps.db, caller.workspaceId)
  const timezone = settings.timezone ?? 'UTC'
  const results: Reply['results'] = []
  for (const id of accountIds) {
    const account = context.accounts.find((each) => each.id === id)
    const past = pasts.find(({ accountId }) => accountId === id)
    if (account === undefined || past === undefined)
      throw new ApiError('ACCOUNT_NOT_FOUND', `No account ${id} in this workspace.`, {
        field: 'accountIds',
        accountId: id,
        issue: 'not_found',
      })
    results.push(
      await lookAt(deps, caller, {
        account,
        past,
        at,
        now,
        timezone,
        contentType: asked.contentType ?? null,
      }),
    )
  }
  return { results }
}

async function lookAt(
  deps: Pick<PostsDeps, 'db' | 'connectors' | 'appOf'>,
  caller: PostsCaller,
  known: {
    account: AccountForPost
    past: AccountPast
    at: Date
    now: Date
    timezone: string
    contentType: string | null
  },
): Promise<Reply['results'][number]> {
  const { account, past, at, now, timezone, contentType } = known
  const connector = deps.connectors.get(account.platform)
  const history = { ...caller, accountIds: [account.id], ...historyOf(now.getTime()) }
  const { echoes } = comparable(await recentResponses(deps.db, history))
  const far = (times: readonly Date[]): number[] =>
    times.map((each) => Math.abs(each.getTime() - at.getTime()))
  const nearest = Math.min(...far(past.neighbours))
  const { tier, tierLabel, signals } = preflight({
    name: account.username === null ? connector.name : `${connector.name} (${account.username})`,
    status: account.status,
    lacksPage: lacksPage(connector, account.data, {}),
    at: at.getTime(),
    now: now.getTime(),
    accessEndsAt: past.accessEndsAt?.getTime() ?? null,
    quotas: quotaStates(deps, account, at, { contentType }),
    outcomes: past.outcomes,
    nearestMs: Number.isFinite(nearest) ? nearest : null,
    hourScore: hourScoreOf(echoes, { timezone, at: at.getTime(), now: now.getTime() }),
    sameAt: nearestOf(past.sameAt, at),
  })
  return {
    accountId: account.id,
    platform: account.platform.toUpperCase(),
    tier,
    tierLabel,
    guidance: signals.map(({ message }) => message),
    isVerified: past.isVerified,
    signals,
  }
}

function nearestOf(times: readonly Date[], at: Date): number | null {
  const byDistance = times
    .map((each) => each.getTime())
    .sort((one, other) => Math.abs(one - at.getTime()) - Math.abs(other - at.getTime()))
  return byDistance[0] ?? null
}
