import type { MediaFile, PublishContext, RenderedItem } from '../../src/connectors/connector.js'
import type { PlatformReply, PlatformRequest } from '../../src/connectors/platform-http.js'
import type { Json } from '../../src/kit/json.js'

export type Scripted = Partial<PlatformReply>

/**
 * A network whose answers are written down, one after the other or by what is asked, for a connector's parts by
 * themselves; what was asked of it, and the steps that were kept, as the engine keeps them.
 */
export function scripted(
  answers: readonly (Scripted | Error)[] | ((request: PlatformRequest, number: number) => Scripted | Error),
  more: Partial<PublishContext> = {},
): { ctx: PublishContext; asked: PlatformRequest[]; kept: Map<string, { madeFrom: string; value: Json }> } {
  const asked: PlatformRequest[] = []
  const kept = new Map<string, { madeFrom: string; value: Json }>()
  const ctx: PublishContext = {
    http: (request) => {
      const number = asked.push(request)
      const said = typeof answers === 'function' ? answers(request, number) : answers[number - 1]
      if (said === undefined) return Promise.reject(new Error('Not expected'))
      return said instanceof Error
        ? Promise.reject(said)
        : Promise.resolve({ ...aReply(200, said.json), ...said })
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

export function aReply(status: number, json?: Json, headers: Record<string, string> = {}): PlatformReply {
  return { status, headers, json, text: json === undefined ? '' : JSON.stringify(json) }
}

export function anItem(change: Partial<RenderedItem> = {}): RenderedItem {
  return {
    targetId: 'pp_1',
    sequence: 0,
    plannedAt: new Date('2026-01-01T00:00:00.000Z'),
    text: 'Hello',
    media: [],
    options: {},
    contentType: null,
    previous: [],
    ...change,
  }
}

/** One picture of three bytes; `change` says what is different. */
export function aFile(change: Partial<MediaFile> = {}): MediaFile {
  const bytes = new Uint8Array([1, 2, 3])
  const id = change.id ?? 'media_1'
  return {
    id,
    kind: 'image',
    filename: 'boat.jpg',
    contentType: 'image/jpeg',
    sizeBytes: bytes.length,
    width: 1_000,
    height: 1_500,
    durationMs: null,
    altText: null,
    sha256: `bytes of ${id}`,
    async *stream() {
      yield await Promise.resolve(bytes)
    },
    bytes: () => Promise.resolve(bytes),
    reencoded: () => Promise.reject(new Error('Not expected')),
    publicUrl: (jpeg) =>
      Promise.resolve(`https://post.example/${id}${jpeg === undefined ? '' : `/${String(jpeg.maxBytes)}`}`),
    ...change,
  }
}
