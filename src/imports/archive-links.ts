import type { Seal } from '../kit/seal.js'

type Given = { publicUrl: string; seal: Seal }
type Signed = { expires: string; signature: string }

/** What an address of an archive is good for. */
type Way = 'imports' | 'exports'

/** A signed address of ours: where the archive of an import is sent, or that of an export can be had, until then. */
export function archiveUrl({ publicUrl, seal }: Given, way: Way, id: string, expiresAt: Date): string {
  const expires = String(expiresAt.getTime())
  const signature = seal.sign(textOf(way, id, expires), 'file')
  return `${publicUrl}/archives/${way}/${id}.zip?expires=${expires}&signature=${signature}`
}

export function isSignedArchive(seal: Seal, way: Way, id: string, given: Signed): boolean {
  return seal.verify(textOf(way, id, given.expires), 'file', given.signature)
}

function textOf(way: Way, id: string, expires: string): string {
  return ['archives', way, id, expires].join('\n')
}
