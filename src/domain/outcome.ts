import type { TargetErrorCode } from '../../contract/errors.js'
import type { TargetWarningCode } from '../../contract/finding-codes.js'
import type { Json, JsonObject } from '../kit/json.js'

/** Why a network said no, in our code and its own words. The message tells a person what to do. */
export type PlatformError = {
  code: TargetErrorCode
  message: string
  /** The network's own code, message and status, as received. */
  networkCode?: string
  networkMessage?: string
  httpStatus?: number
  /** `quotaOf: 'app'` with QUOTA_EXCEEDED: what is used up is our app's, for all its accounts. */
  details?: JsonObject
}

/** Whose turn it is after a refusal: time, the author, or the account's owner. */
export type Cure = 'wait' | 'edit' | 'reconnect'

/** `warnings`: it is out, and something about it is not as was asked for. */
export type Published = {
  kind: 'published'
  remoteId: string | null
  url: string | null
  data?: Json
  warnings?: readonly OutcomeWarning[]
}
export type OutcomeWarning = { code: TargetWarningCode; message: string }
/** The platform is working on something that we asked for: ask `check` after `checkInMs`. */
export type Processing = { kind: 'processing'; resume: Json; checkInMs: number }
/** One creating call is done and recorded in `resume`; `proceed` makes the next. */
export type Halfway = { kind: 'halfway'; resume: Json }
/**
 * A clear no that surely left nothing behind. `sameAs`: with DUPLICATE_CONTENT, the post that the network names as the
 * one this would repeat.
 */
export type Refused = {
  kind: 'refused'
  cure: Cure
  error: PlatformError
  retryAfterMs?: number
  sameAs?: Extract<Look, { kind: 'found' }>
  /** Of a connector with `recipients`: the refusal concerns this one alone, and the others follow. */
  ofRecipient?: true
}
/** The request may have left us and no answer we can trust came back. */
export type Unknown = { kind: 'unknown'; error: PlatformError }

/** What a platform said, in five words. */
export type PublishOutcome = Published | Processing | Halfway | Refused | Unknown

/** What a look at the platform told. `absent` counts only after all looks the connector declares. */
export type Look =
  /**
   * `remoteId` null: it is out for certain, and under which id is not told. `resume`: not everything that belongs to it
   * is done, and `check` goes on with it.
   */
  | {
      kind: 'found'
      remoteId: string | null
      url: string | null
      createdAt: Date | null
      data?: Json
      resume?: Json
    }
  | { kind: 'absent' }
  | { kind: 'cannotTell'; reason: string }
