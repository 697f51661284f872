import { foundation } from './0001-foundation.js'

/** Forward only, in order, never edited after a release. */
export const migrations = [foundation] as const
