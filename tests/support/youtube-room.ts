import { readFile } from 'node:fs/promises'
import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadBytes, uploadFixture } from './upload-fixture.js'

export type File = 'video' | 'mov' | 'webm' | 'long' | 'picture' | 'photo' | 'srt' | 'vtt'
export type Sent = {
  method: string
  url: string
  status: number | null
  headers: Record<string, string>
  body: unknown
  /** Method and path, without the query. */
  call: string
}

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function youtubeRoom(house: House) {
  const files: Record<File, () => Promise<string>> = {
    video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
    mov: () => uploadFixture(house, 'square-640-3s-silent.mov', 'video/quicktime'),
    webm: () => uploadFixture(house, 'landscape-640x360-2s.webm', 'video/webm'),
    long: () => longVideo(house),
    picture: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
    photo: () => uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg'),
    srt: () => uploadFixture(house, 'captions.srt', 'application/x-subrip'),
    vtt: () => uploadFixture(house, 'captions.vtt', 'text/vtt'),
  }
  const known = new Map<File, Promise<string>>()
  const fileOf = (name: File): Promise<string> => {
    const file = known.get(name) ?? files[name]()
    known.set(name, file)
    return file
  }

  return {
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'youtube', fault: kind, ...more }),
    /** Uploaded once each. */
    media: (...names: File[]): Promise<string[]> => Promise.all(names.map(fileOf)),
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** What an account's connector sent, oldest first. */
    async sent(accountId: string): Promise<Sent[]> {
      const { data } = await house.call<{ data: (Omit<Sent, 'call'> & { accountId: string })[] }>(
        'GET',
        '/sandbox/requests?platform=youtube&limit=1000',
      )
      return data
        .filter((each) => each.accountId === accountId)
        .map((each) => ({ ...each, call: `${each.method} ${new URL(each.url).pathname}` }))
        .reverse()
    },
    /** What came out, whoever may see it. */
    shown: async (accountId: string) =>
      (await house.posts('youtube')).filter((each) => each.accountId === accountId),
    /** What the network's own documents say against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = '/sandbox/requests?platform=youtube&limit=10000'
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs['youtube']?.(each) ?? ['no document']))]
    },
  }
}

/** Options of a post for YouTube. */
export const options = (given: object) => ({ platformMetadata: { YOUTUBE: given } })

/** The same video with so many bytes of nothing after it, which players pass over. */
async function longVideo(house: House): Promise<string> {
  const name = 'landscape-1280x720-4s-moov-last.mp4'
  const video = await readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
  const free = Buffer.alloc(18_000_000)
  free.writeUInt32BE(free.length, 0)
  free.write('free', 4, 'latin1')
  const bytes = Buffer.concat([video, free])
  return uploadBytes(house, bytes, { filename: 'long.mp4', contentType: 'video/mp4' })
}
