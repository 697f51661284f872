import type { ConnectContext, MediaFile, Tokens } from '../connectors/connector.js'
import type { PlatformHttp } from '../connectors/platform-http.js'
import type { Registry } from '../connectors/registry.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Database, Tx } from '../store/database.js'
import type { Wake } from '../work/wake.js'
import type { MediaRef } from './render.js'

/** What publishing needs from the rest of the house; wired in app.ts. */
export type PublishingDeps = {
  db: Database
  connectors: Registry
  wake: Wake
  log: (message: string, facts?: Record<string, unknown>) => void
  platformHttp: (call: {
    platform: string
    accountId: string
    operation: 'publish' | 'comment'
    deadline: Deadline
  }) => PlatformHttp
  /** The platform's app credentials and vault. */
  platform: (slug: string) => Pick<ConnectContext, 'app' | 'vault'>
  freshTokens: (accountId: string, options: { force: boolean }) => Promise<FreshTokens>
  markAccountDead: (tx: Tx, accountId: string, error: PlatformError, call: { asOf: Date }) => Promise<void>
  /** The files of an item, or why one cannot be had. */
  mediaFiles: (workspaceId: string, refs: readonly MediaRef[]) => Promise<MediaFiles>
  observe: {
    /** From the due time to the commit of the first attempt. */
    lateness: (ms: number) => void
    outcome: (platform: string, outcome: string) => void
    /** A late answer told that a target is out twice. */
    publishedTwice: (platform: string) => void
  }
}

export type MediaFiles =
  | { kind: 'ok'; files: MediaFile[] }
  | { kind: 'wait'; inMs: number }
  | { kind: 'refused'; error: PlatformError }

export type FreshTokens =
  | { kind: 'ok'; tokens: Tokens }
  | { kind: 'dead'; error: PlatformError }
  | { kind: 'busy'; retryInMs: number }
  | { kind: 'failed'; error: PlatformError }

/** How long a creating request may still start. Below zero until an attempt is open. */
export type Deadline = { msLeft: () => number }
