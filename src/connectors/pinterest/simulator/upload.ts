import { fileTypeFromBuffer } from 'file-type'
import { html } from '../../../kit/html.js'
import { filmSize, isWholeFilm } from '../../../sandbox/picture-facts.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { mediaTable, uploadHost, type Media } from './media.js'

const mostBytes = 2_147_483_648

/** The storage that takes the films: a form, as S3's documentation of POST has it. */
export const uploadRoutes: readonly SimRoute[] = [
  { method: 'POST', host: uploadHost, path: '/', operation: 'upload', handle: take },
]

export function storageFailure(status: number, code: string, message: string): SimReply {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${html`${message}`.text}</Message></Error>`,
  }
}

export const tooLarge = (): SimReply =>
  storageFailure(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')

async function take(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const { multipart } = request
  if (multipart === undefined)
    return storageFailure(
      412,
      'PreconditionFailed',
      'Bucket POST must be of the enclosure-type multipart/form-data',
    )
  if (request.headers['authorization'] !== undefined)
    return storageFailure(400, 'InvalidArgument', 'Only one auth mechanism allowed')
  const [file, ...more] = multipart.files
  if (file?.name !== 'file' || more.length > 0)
    return storageFailure(400, 'InvalidArgument', 'POST requires exactly one file upload per request.')
  const fields = fieldsBeforeFile(request, multipart.entries)
  const media = mediaTable(world).get(/:(\d+)$/.exec(fields.get('key') ?? '')?.[1] ?? '')
  if (media === undefined || media.parameters['x-amz-signature'] !== fields.get('x-amz-signature'))
    return storageFailure(403, 'SignatureDoesNotMatch', 'The request signature does not match.')
  const refused = refusal(media, fields, world)
  if (refused !== null) return storageFailure(403, 'AccessDenied', `Invalid according to Policy: ${refused}`)
  if (file.bytes.length > mostBytes) return tooLarge()
  const facts = await look(file.bytes)
  world.keepFile(media.id, file.bytes)
  mediaTable(world).set(media.id, {
    ...media,
    ...facts,
    uploadedAt: world.now().toISOString(),
    bytes: file.bytes.length,
  })
  return { status: 204 }
}

/** What comes after the file is not read. */
function fieldsBeforeFile({ bytes }: SimRequest, entries: readonly [string, string][]): Map<string, string> {
  const head = bytes.subarray(0, bytes.indexOf('name="file"')).toString('latin1')
  return new Map(entries.filter(([name]) => head.includes(`name="${name}"`)))
}

function refusal(media: Media, fields: ReadonlyMap<string, string>, world: SimWorld): string | null {
  if (media.expiresAt <= world.now().toISOString()) return 'Policy expired.'
  const wrong = Object.entries(media.parameters).find(([name, value]) => fields.get(name) !== value)
  if (wrong !== undefined) return `Policy Condition failed: ["eq", "$${wrong[0]}"]`
  const extra = [...fields.keys()].find((name) => !(name in media.parameters))
  return extra === undefined ? null : `Extra input fields: ${extra}`
}

type Facts = Pick<Media, 'width' | 'height' | 'durationMs' | 'flaw'>

const formats = ['video/mp4', 'video/quicktime', 'video/x-m4v']

/** What processing will find out. */
async function look(bytes: Buffer): Promise<Facts> {
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const film = formats.includes(type) && isWholeFilm(bytes) ? await filmSize(bytes) : null
  if (film === null)
    return { width: null, height: null, durationMs: 0, flaw: 'It is no film of a kind that is taken.' }
  const { width, height, seconds } = film
  const flaw = isTaken(film) ? null : 'Its codec, its length or its shape is not taken.'
  return { width, height, durationMs: Math.round(seconds * 1_000), flaw }
}

type Film = NonNullable<Awaited<ReturnType<typeof filmSize>>>

/** H.264 or H.265, 4 seconds (a frame short of them at most) to 15 minutes, 1:2 to 1.91:1. */
export function isTaken({ width, height, seconds, codec }: Film): boolean {
  const isCoded = codec === 'avc' || codec === 'hevc'
  const ratio = width / height
  return isCoded && seconds >= 3.9 && seconds <= 900 && ratio >= 0.5 && ratio <= 1.91
}
