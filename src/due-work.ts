import { httpFor } from './accounts/deps.js'
import { freshTokens, markAccountDead, runAccount } from './accounts/fresh-tokens.js'
import { databaseNow } from './accounts/save-connection.js'
import { backfillAccount } from './analytics/backfill-account.js'
import { measureAccount } from './analytics/measure-account.js'
import { runExport } from './exports/run-export.js'
import { createLinks } from './http/links.js'
import type { Parts } from './http/parts.js'
import { tellGa4 } from './ga4/tell-ga4.js'
import { runImport } from './imports/run-import.js'
import { sendMail } from './mail/send-mail.js'
import { mediaFiles } from './media/media-file.js'
import { processMedia } from './media/process-media.js'
import type { PublishingDeps } from './publishing/deps.js'
import { publishComment } from './publishing/publish-comment.js'
import { publishTarget } from './publishing/publish-target.js'
import { postsDeps } from './http/posts.js'
import { runRecurrence } from './recurrences/run-recurrence.js'
import { claimDue, claimTargets } from './store/claims.js'
import { platformVault } from './store/platform-vault.js'
import { deliver } from './webhooks/deliver.js'
import { kind, type Kind } from './work/kinds.js'

/** What people see change when a row is done, by its table; targets tell of their posts themselves. */
const nouns: Partial<Record<Kind['table'], string>> = {
  comments: 'posts',
  deliveries: 'webhooks',
  media: 'media',
  accounts: 'accounts',
  recurrences: 'recurrences',
  imports: 'imports',
  exports: 'exports',
}

/** Every kind of due work; whoever follows a workspace is told what was done. */
export function dueWork(parts: Parts): readonly Kind[] {
  return allWork(parts).map((each) => {
    const noun = nouns[each.table]
    if (noun === undefined) return each
    return {
      ...each,
      run: (lease) =>
        each
          .run(lease)
          .finally(() => parts.wake.changed(lease.workspaceId, noun, namedBy(each.table, lease.id))),
    }
  })
}

/** A comment’s post and a delivery’s webhook have ids of their own. */
function namedBy(table: Kind['table'], id: string): string | null {
  return table === 'comments' || table === 'deliveries' ? null : id
}

/** Every table that can be due, what is done with a row, and how many at once. */
function allWork(parts: Parts): readonly Kind[] {
  const { db, config, accounts } = parts
  const mode = config.mode
  const publishing = publishingDeps(parts)
  const atOnce = Object.fromEntries(parts.connectors.all.map((each) => [each.slug, each.atOnce ?? 1]))
  const { smtp, ga4, origins } = config
  const mediaDeps = { db, storage: parts.storage, guarded: parts.guarded, wake: parts.wake }
  return [
    kind({
      table: 'lanes',
      wokenBy: 'targets',
      // What one workspace has, and a batch more, leaves places for the others.
      places: 2_000,
      placesPerGroup: 1_200,
      batch: 250,
      claim: ({ workerId, limit, passOver }) => claimTargets(db, { mode, workerId, limit, passOver, atOnce }),
      run: (lease) => publishTarget(publishing, lease),
    }),
    kind({
      table: 'comments',
      wokenBy: 'comments',
      places: 40,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'comments', { mode, ...wanted }),
      run: (lease) => publishComment(publishing, lease),
    }),
    kind({
      table: 'deliveries',
      wokenBy: 'deliveries',
      // A receiver that hangs holds its places for ten seconds: many of them must not fill all.
      places: 512,
      placesPerGroup: 16,
      claim: (wanted) => claimDue(db, 'deliveries', { mode, ...wanted }),
      run: (lease) =>
        deliver(
          {
            db,
            seal: parts.seal,
            guarded: parts.guarded,
            wake: parts.wake,
            tunnels: parts.tunnels,
            platformUrl: createLinks(parts).platformUrl,
            observe: (result) => parts.metrics.deliveries.inc({ result }),
          },
          lease,
        ),
    }),
    kind({
      table: 'media',
      wokenBy: 'media',
      places: 6,
      placesPerGroup: 2,
      claim: (wanted) => claimDue(db, 'media', { mode, ...wanted }),
      run: (lease) => processMedia(mediaDeps, lease),
    }),
    kind({
      table: 'accounts',
      wokenBy: 'accounts',
      places: 8,
      placesPerGroup: 8,
      claim: (wanted) => claimDue(db, 'accounts', { mode, ...wanted }),
      run: (lease) => runAccount(accounts, lease),
    }),
    kind({
      table: 'recurrences',
      wokenBy: 'recurrences',
      places: 4,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'recurrences', { mode, ...wanted }),
      run: (lease) => runRecurrence(postsDeps(parts), lease),
    }),
    kind({
      table: 'imports',
      wokenBy: 'imports',
      places: 3,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'imports', { mode, ...wanted }),
      run: (lease) => runImport({ ...postsDeps(parts), ...mediaDeps }, lease),
    }),
    kind({
      table: 'exports',
      wokenBy: 'exports',
      places: 2,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'exports', { mode, ...wanted }),
      run: (lease) => runExport({ db, storage: parts.storage, log: accounts.log }, lease),
    }),
    ...(smtp === null
      ? []
      : [
          kind({
            table: 'mails',
            wokenBy: 'mails',
            places: 4,
            placesPerGroup: 2,
            claim: (wanted) => claimDue(db, 'mails', { mode, ...wanted }),
            run: (lease) => sendMail({ db, seal: parts.seal, smtp, log: accounts.log }, lease),
          }),
        ]),
    ...(ga4 === null
      ? []
      : [
          kind({
            table: 'ga4_feeds',
            wokenBy: 'ga4_feeds',
            places: 2,
            placesPerGroup: 1,
            claim: (wanted) => claimDue(db, 'ga4_feeds', { mode, ...wanted }),
            run: (lease) =>
              tellGa4({ db, ga4, origins, now: () => databaseNow({ db }), log: accounts.log }, lease),
          }),
        ]),
    // Nobody waits for them: few at once, and one of a network account.
    kind({
      table: 'measurements',
      wokenBy: 'measurements',
      places: 4,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'measurements', { mode, ...wanted }),
      run: (lease) => measureAccount(accounts, lease),
    }),
    kind({
      table: 'backfills',
      wokenBy: 'backfills',
      places: 2,
      placesPerGroup: 1,
      claim: (wanted) => claimDue(db, 'backfills', { mode, ...wanted }),
      run: (lease) => backfillAccount(accounts, lease),
    }),
  ]
}

/** What publishing needs of the house. */
export function publishingDeps(parts: Parts): PublishingDeps {
  const { accounts, metrics } = parts
  return {
    db: parts.db,
    connectors: parts.connectors,
    wake: parts.wake,
    log: accounts.log,
    platformHttp: (call) => httpFor(accounts.reach, call),
    platform: (slug) => ({
      app: parts.appOf(parts.connectors.get(slug)),
      vault: platformVault(parts, accounts.mode, slug),
    }),
    freshTokens: (accountId, options) => freshTokens(accounts, accountId, options),
    markAccountDead,
    mediaFiles: (workspaceId, refs) => mediaFiles(parts, workspaceId, refs),
    observe: {
      lateness: (ms) => metrics.lateness.observe(Math.max(0, ms) / 1_000),
      outcome: (platform, outcome) => metrics.outcomes.inc({ platform, outcome }),
      publishedTwice: (platform) => metrics.publishedTwice.inc({ platform }),
    },
  }
}
