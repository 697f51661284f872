import { createHash, randomInt } from 'node:crypto'
import type { Json } from '../../../kit/json.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './endpoint.js'
import type { Picture } from './post-table.js'
import { failure, ok } from './replies.js'

/** A place for a file, and the file once it is there. */
export type Asset = {
  id: string
  userId: string
  kind: 'image' | 'video'
  mimetype: string
  extension: string
  /** What the form has to carry, in this order. */
  fields: [name: string, value: string][]
  expiresAt: string
  /** Null: nothing has come yet. */
  uploadedAt: string | null
  bytes: number
  width: number | null
  height: number | null
  seconds: number
  /** Why no post will come of it; null where one can. */
  flaw: string | null
  /** Processing it goes wrong, however good it is. */
  isDoomed: boolean
}

export const bucketOf = { image: 'reddit-uploaded-media', video: 'reddit-uploaded-video' } as const
export const hostOf = (kind: Asset['kind']): string => `${bucketOf[kind]}.s3-accelerate.amazonaws.com`
const leaseMs = 900_000
const extensions: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
}

const assets = (world: SimWorld) => world.table<Asset>('assets')

export const mediaEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/api/media/asset.json', operation: 'upload', scope: 'submit', handle: lease },
]

export function findAsset(id: string, world: SimWorld): Asset | undefined {
  return assets(world).get(id)
}

export function keepAsset(asset: Asset, world: SimWorld): void {
  assets(world).set(asset.id, asset)
}

/** What lies at an address of the storage. */
export function assetAt(url: string, world: SimWorld): Asset | undefined {
  if (!URL.canParse(url)) return undefined
  const { host, pathname } = new URL(url)
  const asset = findAsset(decodeURIComponent(pathname.slice(1)), world)
  return asset !== undefined && host === hostOf(asset.kind) ? asset : undefined
}

/** A file that no post can be made of has no size. */
export function pictureOf(asset: Asset): Picture {
  const { id, extension, bytes } = asset
  const { width, height } = isUsable(asset) ? asset : { width: null, height: null }
  return { asset: id, extension, width, height, bytes, caption: '', outboundUrl: '' }
}

export const isUsable = ({ flaw, isDoomed }: Asset): boolean => flaw === null && !isDoomed

function lease({ request, user, world }: Call): SimReply {
  const filepath = request.form?.get('filepath') ?? ''
  const mimetype = request.form?.get('mimetype') ?? ''
  const extension = extensions[mimetype]
  if (filepath === '' || extension === undefined) return failure(400)
  const kind = mimetype.startsWith('video/') ? 'video' : 'image'
  const id = assetId()
  const now = world.now()
  const expiresAt = new Date(now.getTime() + leaseMs).toISOString()
  const bucket = bucketOf[kind]
  const policy = Buffer.from(
    JSON.stringify({ expiration: expiresAt, conditions: [{ bucket }, { key: id }] }),
  ).toString('base64')
  const date = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  const fields = fieldsOf(kind, {
    key: id,
    bucket,
    policy,
    date,
    mimetype,
    extension: /\.(\w+)$/.exec(filepath)?.[1] ?? '',
  })
  keepAsset(
    {
      id,
      userId: user.id,
      kind,
      mimetype,
      extension,
      fields,
      expiresAt,
      uploadedAt: null,
      bytes: 0,
      width: null,
      height: null,
      seconds: 0,
      flaw: null,
      isDoomed: false,
    },
    world,
  )
  return ok({
    args: {
      action: `//${hostOf(kind)}`,
      fields: fields.map(([name, value]): Json => ({ name, value })),
    },
    asset: {
      asset_id: id,
      processing_state: 'incomplete',
      payload: { filepath },
      websocket_url: `wss://ws-0c2fab4c99e41a707.wss.redditmedia.com/${id}?m=${randomText(24)}`,
    },
  })
}

type Signed = Record<'key' | 'bucket' | 'policy' | 'date' | 'mimetype' | 'extension', string>

/** The forms that were recorded: of images in 2023, of videos in 2020. */
function fieldsOf(kind: Asset['kind'], given: Signed): Asset['fields'] {
  const { key, bucket, policy, date, mimetype, extension } = given
  const algorithm = 'AWS4-HMAC-SHA256'
  const signature = createHash('sha256').update(`${policy}${randomText()}`).digest('hex')
  const credential = `ASIA${key.slice(-8).toUpperCase()}/${date.slice(0, 8)}/us-east-1/s3/aws4_request`
  const token = randomText(60)
  if (kind === 'image')
    return [
      ['x-amz-algorithm', algorithm],
      ['key', key],
      ['x-amz-storage-class', 'STANDARD'],
      ['success_action_status', '201'],
      ['bucket', bucket],
      ['acl', 'private'],
      ['x-amz-signature', signature],
      ['x-amz-security-token', token],
      ['x-amz-date', date],
      ['x-amz-meta-ext', extension],
      ['policy', policy],
      ['x-amz-credential', credential],
      ['Content-Type', mimetype],
    ]
  return [
    ['acl', 'public-read'],
    ['key', key],
    ['X-Amz-Credential', credential],
    ['X-Amz-Algorithm', algorithm],
    ['X-Amz-Date', date],
    ['success_action_status', '201'],
    ['content-type', mimetype],
    ['x-amz-storage-class', 'STANDARD'],
    ['x-amz-meta-ext', extension],
    ['policy', policy],
    ['X-Amz-Signature', signature],
    ['x-amz-security-token', token],
  ]
}

/** Thirteen letters and digits. */
function assetId(): string {
  return Array.from({ length: 13 }, () => randomInt(36).toString(36)).join('')
}
