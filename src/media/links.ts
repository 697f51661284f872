import type { Seal } from '../kit/seal.js'

type Given = { publicUrl: string; seal: Seal }

/** Our own addresses of files: each names what it is good for and until when, and is signed. */
export function uploadUrl(
  { publicUrl, seal }: Given,
  media: { id: string; type: string; sizeBytes: number },
  expiresAt: Date,
): string {
  const expires = String(expiresAt.getTime())
  const signature = seal.sign([media.id, media.type, String(media.sizeBytes), expires].join('\n'), 'upload')
  return `${publicUrl}/media/uploads/${media.id}?expires=${expires}&signature=${signature}`
}

export function isSignedUpload(
  seal: Seal,
  media: { id: string; type: string; sizeBytes: number },
  query: { expires: string; signature: string },
): boolean {
  return seal.verify(
    [media.id, media.type, String(media.sizeBytes), query.expires].join('\n'),
    'upload',
    query.signature,
  )
}

/** Where a file can be read. `expiresAt` null: for as long as the file is there. */
export function fileUrl(
  { publicUrl, seal }: Given,
  media: { id: string; filename: string },
  expiresAt: Date | null,
): string {
  const expires = expiresAt === null ? 'never' : String(expiresAt.getTime())
  const signature = seal.sign([media.id, expires].join('\n'), 'file')
  return `${publicUrl}/media/files/${media.id}/${encodeURIComponent(media.filename)}?expires=${expires}&signature=${signature}`
}

export function isSignedFile(seal: Seal, id: string, query: { expires: string; signature: string }): boolean {
  return seal.verify([id, query.expires].join('\n'), 'file', query.signature)
}
