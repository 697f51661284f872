import type { MediaFile, PublishContext, RenderedItem } from '../../src/connectors/connector.js'
import type { PlatformReply, PlatformRequest } from '../../src/connectors/platform-http.js'
import type { Json } from '../../src/kit/json.js'

/** One picture of three bytes; `change` says what is different. */
export function aFile(change: Partial<MediaFile> = {}): MediaFile {
  const bytes = new Uint8Array([1, 2, 3])
  return {
    id: 'media_1',
    kind: 'image',
    filename: 'boat.jpg',
    contentType: 'image/jpeg',
    sizeBytes: bytes.length,
    width: 1_000,
    height: 1_500,
    durationMs: null,
    altText: null,
    sha256: 'abc',
    async *stream() {
      yield await Promise.resolve(bytes)
    },
    bytes: () => Promise.resolve(bytes),
    reencoded: () => Promise.reject(new Error('Not expected')),
    publicUrl: () => Promise.resolve('https://post.example/media/files/media_1'),
    ...change,
  }
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

export function aReply(status: number, json?: Json, headers: Record<string, string> = {}): PlatformReply {
  return { status, headers, json, text: json === undefined ? '' : JSON.stringify(json) }
}

/** A context whose network gives these answers, one after the other; what was asked of it, and the steps it keeps. */
export function scripted(answers: readonly (PlatformReply | Error)[], more: Partial<PublishContext> = {}) {
  const left = [...answers]
  const asked: PlatformRequest[] = []
  const kept = new Map<string, { madeFrom: string; value: Json }>()
  const ctx: PublishContext = {
    http: (request) => {
      asked.push(request)
      const answer = left.shift() ?? new Error('Not expected')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    app: {},
    now: new Date('2026-01-01T00:00:10.000Z'),
    tokens: { accessToken: 'token' },
    data: {},
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
    account: { id: 'acc_1', remoteId: '1', username: 'ann', displayName: null },
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
