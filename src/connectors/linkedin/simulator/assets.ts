import { createHash } from 'node:crypto'
import type { Json } from '../../../kit/json.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { actAs, readAs, type Need } from './acting.js'
import { judge, type Judged } from './judge-file.js'
import { bodyOf, listAt, membersOf, textAt } from './members.js'
import {
  apiHost as host,
  badQuery,
  gatewayFailure,
  inputFailure,
  notFound,
  refuse,
  webHost,
  wrongUrnId,
  wrongValue,
} from './replies.js'
import { enter, textParameter, urnInPath, versionOf } from './restli.js'
import { signedIn } from './tokens.js'

export type AssetKind = 'image' | 'video' | 'document'
export type Asset = {
  urn: string
  kind: AssetKind
  owner: string
  /** In every address to which its bytes go. */
  uploadKey: string
  /** Until when its upload addresses take bytes. */
  expiresAt: number
  totalBytes: number
  /** What the parts were answered with, by number. */
  etags: Record<string, string>
  /** When processing ends; null until all bytes are there. */
  readyAt: number | null
  /** Why processing fails. */
  problem: string | null
  /** The post that shows it will not come out. */
  breaksPosts: boolean
  seen: Judged
}

/** Films come in parts of this size, the last one apart. */
const partBytes = 4_194_304
const largestFilm = 5_000_000_000
const largestDocument = 100_000_000
const uploadMs = 3 * 86_400_000
const processingMs: Record<AssetKind, number> = { image: 1_500, document: 1_500, video: 2_000 }

const nouns = { images: 'image', videos: 'video', documents: 'document' } as const

export const assetRoutes: readonly SimRoute[] = [
  ...(Object.keys(nouns) as (keyof typeof nouns)[]).flatMap((noun): SimRoute[] => [
    {
      method: 'POST',
      host,
      path: `/rest/${noun}`,
      operation: 'upload',
      handle: (request, world) => act(request, noun, world),
    },
    {
      method: 'GET',
      host,
      path: `/rest/${noun}/:urn`,
      operation: 'status',
      handle: (request, world) => read(request, noun, world),
    },
  ]),
  { method: 'PUT', host: webHost, path: '/dms-uploads/:key/:what/:part', operation: 'upload', handle: take },
]

const writing: Omit<Need, 'resource'> = {
  person: ['w_member_social'],
  organization: ['w_organization_social'],
}

const assets = (world: SimWorld) => world.table<Asset>('assets')
const uploads = (world: SimWorld) => world.table<string>('uploads')

function act(request: SimRequest, noun: keyof typeof nouns, world: SimWorld): SimReply | Promise<SimReply> {
  const caller = enter(request, world)
  const action = textParameter(request, 'action')
  const need: Need = {
    resource: `${noun}.ACTION-${action ?? ''}.${versionOf(request)}`,
    ...writing,
  }
  if (action === 'finalizeUpload' && noun === 'videos') {
    const finish = finishOf(request, world)
    actAs(caller, finish.asset.owner, 'owner', need, world)
    return finalize(finish, world)
  }
  if (action !== 'initializeUpload') return badQuery()
  const film = noun === 'videos' ? ['fileSizeBytes'] : []
  const { initializeUploadRequest } = bodyOf(request, ['initializeUploadRequest'])
  const asked = membersOf(
    initializeUploadRequest,
    'initializeUploadRequest',
    ['owner', ...film],
    film.length === 0 ? [] : ['uploadCaptions', 'uploadThumbnail'],
  )
  const owner = actAs(caller, textAt(asked, 'owner'), 'owner', need, world).urn
  const totalBytes = film.length === 0 ? 0 : asked['fileSizeBytes']
  if (typeof totalBytes !== 'number' || !Number.isInteger(totalBytes) || totalBytes > largestFilm)
    return wrongValue('fileSizeBytes', totalBytes)
  if (noun === 'videos' && totalBytes <= 0) return wrongValue('fileSizeBytes', totalBytes)
  const asset = newAsset(nouns[noun], owner, totalBytes, world)
  return noun === 'videos'
    ? filmAddresses(asset, asked['uploadCaptions'] === true, asked['uploadThumbnail'] === true)
    : {
        status: 200,
        body: {
          value: {
            uploadUrlExpiresAt: asset.expiresAt,
            uploadUrl: addressOf(asset, `uploaded-${asset.kind}`, 0),
            [asset.kind]: asset.urn,
          },
        },
      }
}

function newAsset(kind: AssetKind, owner: string, totalBytes: number, world: SimWorld): Asset {
  const prefix = { image: 'C4E10AQ', video: 'C5505AQ', document: 'D4E10AQ' }[kind]
  const asset: Asset = {
    urn: `urn:li:${kind}:${prefix}${randomText(12)}`,
    kind,
    owner,
    uploadKey: randomText(18),
    expiresAt: world.now().getTime() + uploadMs,
    totalBytes,
    etags: {},
    readyAt: null,
    problem: null,
    breaksPosts: false,
    seen: { kind: kind === 'image' ? 'image' : kind, width: null, height: null, problem: null },
  }
  assets(world).set(asset.urn, asset)
  uploads(world).set(asset.uploadKey, asset.urn)
  return asset
}

function addressOf({ uploadKey }: Asset, what: string, part: number): string {
  return `https://${webHost}/dms-uploads/${uploadKey}/${what}/${String(part)}?ca=vector_feedshare&cn=uploads`
}

function filmAddresses(asset: Asset, hasCaptions: boolean, hasThumbnail: boolean): SimReply {
  const parts = Math.ceil(asset.totalBytes / partBytes)
  return {
    status: 200,
    body: {
      value: {
        uploadUrlsExpireAt: asset.expiresAt,
        video: asset.urn,
        uploadInstructions: Array.from({ length: parts }, (_, part) => ({
          uploadUrl: addressOf(asset, 'uploaded-video', part),
          ...rangeOf(asset, part),
        })),
        uploadToken: '',
        ...(hasCaptions ? { captionsUploadUrl: addressOf(asset, 'uploaded-captions', 0) } : {}),
        ...(hasThumbnail ? { thumbnailUploadUrl: addressOf(asset, 'uploaded-thumbnail', 0) } : {}),
      },
    },
  }
}

function rangeOf({ totalBytes }: Asset, part: number): { firstByte: number; lastByte: number } {
  return { firstByte: part * partBytes, lastByte: Math.min((part + 1) * partBytes, totalBytes) - 1 }
}

/** Bytes, at an address that an answer named. */
async function take(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const asset = assets(world).get(uploads(world).get(request.params['key'] ?? '') ?? '')
  const { what, part } = request.params
  if (asset === undefined) return notFound()
  if (asset.expiresAt <= world.now().getTime()) {
    const noun = asset.kind.charAt(0).toUpperCase() + asset.kind.slice(1)
    return inputFailure('EXPIRED_UPLOAD_URL', `The ${noun} upload URL is expired`)
  }
  if (what === 'uploaded-video' && asset.kind === 'video')
    return takePart(request, asset, Number(part), world)
  const isBeside = asset.kind === 'video' && (what === 'uploaded-captions' || what === 'uploaded-thumbnail')
  if (!isBeside && what !== `uploaded-${asset.kind}`) return notFound()
  readAs(signedIn(request, world), asset.owner, 'owner', { resource: 'dms-uploads', ...writing }, world)
  if (isBeside) return { status: 201 }
  const { bytes } = request
  if (asset.kind === 'document' && bytes.length > largestDocument) return tooLarge()
  world.keepFile(asset.urn, bytes)
  await settle({ ...asset, totalBytes: bytes.length }, bytes, world)
  return { status: 201 }
}

export const tooLarge = (): SimReply =>
  gatewayFailure(413, 'REQUEST_ENTITY_TOO_LARGE', 'Request Entity Too Large')

function takePart(request: SimRequest, asset: Asset, part: number, world: SimWorld): SimReply {
  const { firstByte, lastByte } = rangeOf(asset, part)
  if (asset.readyAt !== null || !Number.isInteger(part) || firstByte > lastByte) return notFound()
  const { bytes } = request
  if (bytes.length !== lastByte - firstByte + 1) return wrongValue('Content-Length', bytes.length)
  const etag = createHash('sha256').update(asset.urn).update(bytes).digest('hex').slice(0, 32)
  world.keepFile(asset.urn, bytes, { number: part, totalBytes: asset.totalBytes })
  assets(world).set(asset.urn, { ...asset, etags: { ...asset.etags, [String(part)]: etag } })
  return { status: 200, headers: { etag: `"${etag}"` } }
}

type Finish = { asset: Asset; uploadToken: string; partIds: Json[] }

function finishOf(request: SimRequest, world: SimWorld): Finish {
  const at = 'finalizeUploadRequest'
  const asked = membersOf(bodyOf(request, [at])[at], at, ['video', 'uploadToken', 'uploadedPartIds'])
  const asset = findAsset(textAt(asked, 'video'), world) ?? refuse(wrongUrnId('video'))
  return { asset, uploadToken: textAt(asked, 'uploadToken'), partIds: listAt(asked, 'uploadedPartIds') }
}

/** The parts' answers have to be told in the order of the parts. */
async function finalize({ asset, uploadToken, partIds }: Finish, world: SimWorld): Promise<SimReply> {
  if (uploadToken !== '') return wrongValue('uploadToken', uploadToken)
  const parts = Math.ceil(asset.totalBytes / partBytes)
  const known = Array.from({ length: parts }, (_, part) => asset.etags[String(part)])
  if (known.includes(undefined)) return notReady()
  if (partIds.length !== parts || partIds.some((etag, part) => etag !== known[part]))
    return wrongValue('uploadedPartIds', partIds)
  if (asset.readyAt === null) await settle(asset, world.keptFile(asset.urn), world)
  return { status: 200 }
}

async function settle(asset: Asset, bytes: Buffer, world: SimWorld): Promise<void> {
  const seen = await judge(asset.kind, bytes, asset.totalBytes)
  const readyAt = world.now().getTime() + processingMs[asset.kind]
  assets(world).set(asset.urn, { ...asset, seen, problem: seen.problem, readyAt })
}

export function findAsset(urn: string, world: SimWorld): Asset | undefined {
  return assets(world).get(urn)
}

export function stateOf({ readyAt, problem }: Asset, world: SimWorld) {
  if (readyAt === null) return 'WAITING_UPLOAD'
  if (readyAt > world.now().getTime()) return 'PROCESSING'
  return problem === null ? 'AVAILABLE' : 'PROCESSING_FAILED'
}

export const notReady = (): SimReply =>
  inputFailure('MEDIA_ASSET_WAITING_UPLOAD', 'Media asset is waiting upload')

/** From now on processing has failed. Whether there is such a file. */
export function failAsset(urn: string, world: SimWorld): boolean {
  const asset = findAsset(urn, world)
  if (asset === undefined) return false
  const problem = 'The file could not be processed'
  assets(world).set(urn, { ...asset, problem, readyAt: world.now().getTime() })
  return true
}

/** Whether it is a film: only those come out after their post was taken, and may not. */
export function breakPostsWith(urn: string, world: SimWorld): boolean {
  const asset = findAsset(urn, world)
  if (asset?.kind !== 'video') return false
  assets(world).set(urn, { ...asset, breaksPosts: true })
  return true
}

function read(request: SimRequest, noun: keyof typeof nouns, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const urn = urnInPath(request)
  const asset = findAsset(urn.text, world)
  if (asset?.kind !== nouns[noun]) return notFound()
  const need: Need = {
    resource: `${noun}.GET.${versionOf(request)}`,
    // Images and documents of a person are read with `r_member_social`, which is closed.
    person: asset.kind === 'video' ? ['w_member_social'] : [],
    organization: ['w_organization_social', 'r_organization_social'],
  }
  if (asset.kind !== 'video' && asset.owner.startsWith('urn:li:person:'))
    return gatewayFailure(
      403,
      null,
      `Accessing this ${asset.kind} resource is forbidden. Please check your permissions for this resource`,
    )
  readAs(caller, asset.owner, 'owner', need, world)
  const status = stateOf(asset, world)
  return {
    status: 200,
    body: {
      id: asset.urn,
      owner: asset.owner,
      status,
      ...(asset.kind === 'video' && status === 'PROCESSING_FAILED'
        ? { processingFailureReason: asset.problem }
        : {}),
    },
  }
}
