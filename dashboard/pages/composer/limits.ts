import type { Platform } from '../../components/account.js'

type Kind = 'image' | 'gif' | 'video' | 'document'
type OfKind = { max: number; mimeTypes?: readonly string[]; minRatio?: number; maxRatio?: number }

/** What the composer reads of a network's limits in /v1/platforms. */
export type Limits = {
  text: { max: number }
  media: { required: boolean; max: number } & { [kind in Kind]?: OfKind }
  altText: { max: number } | null
  thread: { max: number } | null
  firstComment: boolean
  contentTypes: readonly string[]
}

export function limitsOf({ limits }: Platform): Limits {
  return limits as unknown as Limits
}
