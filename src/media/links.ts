import type { JpegLimit } from '../connectors/connector.js'
import type { Seal } from '../kit/seal.js'

type Given = { publicUrl: string; seal: Seal }
type Signed = { expires: string; signature: string }
type Announced = { id: string; type: string; sizeBytes: number }

/** Our own addresses of files: each names what it is good for and until when, and is signed. */
export function uploadUrl({ publicUrl, seal }: Given, media: Announced, expiresAt: Date): string {
  const expires = String(expiresAt.getTime())
  const signature = seal.sign(uploadText(media, expires), 'upload')
  return `${publicUrl}/media/uploads/${media.id}?expires=${expires}&signature=${signature}`
}

export function isSignedUpload(seal: Seal, media: Announced, given: Signed): boolean {
  return seal.verify(uploadText(media, given.expires), 'upload', given.signature)
}

function uploadText(media: Announced, expires: string): string {
  return [media.id, media.type, String(media.sizeBytes), expires].join('\n')
}

/** What of a file is served: itself, or the small picture of it. */
export type Served = 'files' | 'thumbnails'

/**
 * As what a picture is served to a network that fetches: written anew as plainly as can be, or as a JPEG within a
 * limit. Stands in the address, under its signature.
 */
export type Rewritten = 'plain' | JpegLimit

/**
 * Where a file can be read. `expiresAt` null: for as long as the file is there. The name in it is ours: what a user
 * called the file is told in a header.
 */
export function fileUrl(
  { publicUrl, seal }: Given,
  media: { id: string; contentType: string },
  expiresAt: Date | null,
  served: Served = 'files',
  rewritten: Rewritten | null = null,
): string {
  const expires = expiresAt === null ? 'never' : String(expiresAt.getTime())
  const as = rewritten === null ? '' : JSON.stringify(rewritten)
  const signature = seal.sign(fileText(served, media.id, expires, as), 'file')
  const ending = served === 'files' && as === '' ? endingOf(media.contentType) : '.jpg'
  const how = as === '' ? '' : `&as=${encodeURIComponent(as)}`
  return `${publicUrl}/media/${served}/${media.id}${ending}?expires=${expires}${how}&signature=${signature}`
}

/** `as`: what the address says of how the file is served; empty where it says nothing. */
export function isSignedFile(seal: Seal, served: Served, id: string, given: Signed, as: string): boolean {
  return seal.verify(fileText(served, id, given.expires, as), 'file', given.signature)
}

/** What an address says last is what is left of it: no part can stand for two. */
function fileText(served: Served, id: string, expires: string, as: string): string {
  return [as === '' ? served : `${served} ${as}`, id, expires].join('\n')
}

const endings: Record<string, string> = {
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/png': '.png',
  'image/webp': '.webp',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'video/webm': '.webm',
  'video/x-msvideo': '.avi',
  'application/pdf': '.pdf',
  'application/x-subrip': '.srt',
  'text/vtt': '.vtt',
  'text/plain': '.txt',
}

function endingOf(type: string): string {
  return endings[type] ?? ''
}

/** A file's name with the ending of what it is now: PNG and WebP have become JPEG. */
export function nameWithEnding(filename: string, type: string): string {
  const ending = endingOf(type)
  const known = ending === '.jpg' ? ['.jpg', '.jpeg'] : [ending]
  if (known.some((each) => filename.toLowerCase().endsWith(each))) return filename
  return `${filename.replace(/\.[A-Za-z0-9]{1,5}$/, '')}${ending}`
}
