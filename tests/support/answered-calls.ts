import type { MediaFile, PublishContext, RenderedItem } from '../../src/connectors/connector.js'
import type { PlatformRequest } from '../../src/connectors/platform-http.js'
import type { Json } from '../../src/kit/json.js'

export type Scripted = { status?: number; json?: Json; headers?: Record<string, string> }

/** A network whose answers are written down, for a connector's parts by themselves. Steps are kept as the engine keeps them. */
export function scriptedNetwork(
  answer: (request: PlatformRequest, number: number) => Scripted | Error,
  more: Partial<PublishContext> = {},
): { ctx: PublishContext; asked: PlatformRequest[]; kept: Map<string, { madeFrom: string; value: Json }> } {
  const asked: PlatformRequest[] = []
  const kept = new Map<string, { madeFrom: string; value: Json }>()
  const ctx: PublishContext = {
    http: (request) => {
      asked.push(request)
      const said = answer(request, asked.length)
      if (said instanceof Error) return Promise.reject(said)
      const { status = 200, json, headers = {} } = said
      return Promise.resolve({ status, headers, json, text: json === undefined ? '' : JSON.stringify(json) })
    },
    app: {},
    now: new Date('2026-01-01T00:00:10.000Z'),
    tokens: { accessToken: 'token' },
    data: {},
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
    account: { id: 'acc_1', remoteId: '7', username: 'ann', displayName: null },
    scopes: [],
    async step<T extends Json>(name: string, madeFrom: string, work: () => Promise<T>): Promise<T> {
      const known = kept.get(name)
      if (known?.madeFrom === madeFrom) return known.value as T
      const value = await work()
      kept.set(name, { madeFrom, value })
      return value
    },
    dropStep: (name) => Promise.resolve(void kept.delete(name)),
    ...more,
  }
  return { ctx, asked, kept }
}

export function anItem(more: Partial<RenderedItem> = {}): RenderedItem {
  return {
    targetId: 'pp_1',
    sequence: 0,
    plannedAt: new Date('2026-01-01T00:00:00.000Z'),
    text: 'Hello',
    media: [],
    options: {},
    contentType: null,
    previous: [],
    ...more,
  }
}

export function aFile(more: Partial<MediaFile> = {}): MediaFile {
  const id = more.id ?? 'media_1'
  return {
    id,
    kind: 'image',
    filename: 'photo.jpg',
    contentType: 'image/jpeg',
    sizeBytes: 1_000,
    width: 1_080,
    height: 1_350,
    durationMs: null,
    altText: null,
    sha256: `bytes of ${id}`,
    stream: () => {
      throw new Error('not read here')
    },
    bytes: () => Promise.reject(new Error('not read here')),
    reencoded: () => Promise.reject(new Error('not read here')),
    publicUrl: (jpeg) =>
      Promise.resolve(`https://post.example/${id}${jpeg === undefined ? '' : `/${String(jpeg.maxBytes)}`}`),
    ...more,
  }
}
