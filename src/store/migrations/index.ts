import { foundation } from './0001-foundation.js'
import { whatWasSent } from './0002-what-was-sent.js'
import { mediaOfThreadParts } from './0003-media-of-thread-parts.js'

/** Forward only, in order, never edited after a release. */
export const migrations = [foundation, whatWasSent, mediaOfThreadParts] as const
