import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import { html } from '../../../kit/html.js'
import { filmSize, isWholeFilm, wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { bucketOf, findAsset, hostOf, keepAsset, type Asset } from './media.js'

/** In bytes; of images from the storage's own refusal, of videos unverified. */
const mostBytes = { image: 20_971_520, video: 1_073_741_824 } as const
const mostSeconds = 900

/** The storage that takes the files: a form, as S3's documentation of POST has it. */
export const uploadRoutes: readonly SimRoute[] = (['image', 'video'] as const).map((kind) => ({
  method: 'POST',
  host: hostOf(kind),
  path: '/',
  operation: 'upload',
  handle: (request, world) => take(kind, request, world),
}))

export const isStorage = (host: string): boolean => host === hostOf('image') || host === hostOf('video')

export function storageFailure(status: number, code: string, message: string, more = ''): SimReply {
  return xml(status, `<Error><Code>${code}</Code><Message>${html`${message}`.text}</Message>${more}</Error>`)
}

export function tooLarge(bytes: number, kind: Asset['kind']): SimReply {
  const sizes = `<ProposedSize>${String(bytes)}</ProposedSize><MaxSizeAllowed>${String(mostBytes[kind])}</MaxSizeAllowed>`
  return storageFailure(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', sizes)
}

function xml(status: number, body: string): SimReply {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  }
}

/** The file that a form is for. */
export function assetOf(request: SimRequest, world: SimWorld): Asset | undefined {
  return findAsset(request.multipart?.fields['key'] ?? '', world)
}

async function take(kind: Asset['kind'], request: SimRequest, world: SimWorld): Promise<SimReply> {
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
  const asset = assetOf(request, world)
  if (asset?.kind !== kind)
    return storageFailure(403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed')
  const refused = refusal(asset, fieldsBeforeFile(request, multipart.entries), world)
  if (refused !== null) return storageFailure(403, 'AccessDenied', `Invalid according to Policy: ${refused}`)
  if (file.bytes.length > mostBytes[kind]) return tooLarge(file.bytes.length, kind)
  world.keepFile(asset.id, file.bytes)
  keepAsset(
    {
      ...asset,
      ...(await look(kind, asset.mimetype, file.bytes)),
      uploadedAt: world.now().toISOString(),
      bytes: file.bytes.length,
    },
    world,
  )
  const location = `https://${hostOf(kind)}/${asset.id}`
  const etag = createHash('md5').update(file.bytes).digest('hex')
  const reply = xml(
    201,
    `<PostResponse><Location>${location}</Location><Bucket>${bucketOf[kind]}</Bucket><Key>${asset.id}</Key><ETag>"${etag}"</ETag></PostResponse>`,
  )
  return { ...reply, headers: { ...reply.headers, location } }
}

/** What comes after the file is not read. */
function fieldsBeforeFile({ bytes }: SimRequest, entries: readonly [string, string][]): [string, string][] {
  const head = bytes.subarray(0, bytes.indexOf('name="file"')).toString('latin1')
  return entries.filter(([name]) => head.includes(`name="${name}"`))
}

/** All that the lease named, as it named it and in its order. */
function refusal(asset: Asset, given: readonly [string, string][], world: SimWorld): string | null {
  if (asset.expiresAt <= world.now().toISOString()) return 'Policy expired.'
  const wrong = asset.fields.find(
    ([name, value], index) => given[index]?.[0] !== name || given[index][1] !== value,
  )
  if (wrong !== undefined) return `Policy Condition failed: ["eq", "$${wrong[0]}", …]`
  const [extra] = given.slice(asset.fields.length)
  return extra === undefined ? null : `Extra input fields: ${extra[0]}`
}

type Facts = Pick<Asset, 'width' | 'height' | 'seconds' | 'flaw'>

/** What processing will find out. */
async function look(kind: Asset['kind'], mimetype: string, bytes: Buffer): Promise<Facts> {
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const broken: Facts = { width: null, height: null, seconds: 0, flaw: 'It cannot be read.' }
  if (kind === 'image') {
    const facts = type === mimetype ? await wholePictureFacts(bytes) : undefined
    return facts === undefined ? broken : { ...facts.autoOrient, seconds: 0, flaw: null }
  }
  const isFilm = ['video/mp4', 'video/quicktime'].includes(type) && isWholeFilm(bytes)
  const film = isFilm ? await filmSize(bytes) : null
  if (film === null) return broken
  const { width, height, seconds } = film
  return { width, height, seconds, flaw: seconds > mostSeconds ? 'It is too long.' : null }
}
