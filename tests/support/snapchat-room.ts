import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadBytes, uploadFixture } from './upload-fixture.js'

export type File = 'picture' | 'film' | 'long'
type Sent = { method: string; url: string; status: number | null; body: unknown; call: string }

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function snapchatRoom(house: House) {
  const films = 'portrait-540x960-6s.mp4'
  const files: Record<File, () => Promise<string>> = {
    picture: () => uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg'),
    film: () => uploadFixture(house, films, 'video/mp4'),
    long: () => longFilm(house, films),
  }
  const known = new Map<File, Promise<string>>()

  /** What an account's connector sent, oldest first: method and path, ids left out. */
  async function sent(accountId: string): Promise<Sent[]> {
    const { data } = await house.call<{ data: (Omit<Sent, 'call'> & { accountId: string })[] }>(
      'GET',
      '/sandbox/requests?platform=snapchat&limit=1000',
    )
    const idless = (url: string): string => new URL(url).pathname.replace(/[0-9a-f-]{36}/g, 'ID')
    return data
      .filter((each) => each.accountId === accountId)
      .map((each) => ({ ...each, call: `${each.method} ${idless(each.url)}` }))
      .reverse()
  }

  return {
    sent,
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'snapchat', fault: kind, ...more }),
    /** Uploaded once each. */
    async media(name: File): Promise<string[]> {
      const file = known.get(name) ?? files[name]()
      known.set(name, file)
      return [await file]
    },
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** Published as far as that its file is uploaded, and still processed: the next call that makes it does. */
    async begin(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const post = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${post.id}/publish`)
      const answers = async () => (await sent(accountId)).map(({ status }) => status)
      await expect.poll(answers, { timeout: 10_000 }).toContain(400)
      return post
    },
    shown: async (accountId: string) =>
      (await house.posts('snapchat')).filter((each) => each.accountId === accountId),
    /** What is known of the API against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = '/sandbox/requests?platform=snapchat&limit=10000'
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs['snapchat']?.(each) ?? ['no document']))]
    },
  }
}

/** Options of a post for Snapchat. */
export const options = (given: object) => ({ platformMetadata: { SNAPCHAT: given } })

/** The same film with 32 MiB of nothing after it, which players pass over: two parts. */
async function longFilm(house: House, name: string): Promise<string> {
  const film = await readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
  const free = Buffer.alloc(32 * 1_048_576)
  free.writeUInt32BE(free.length, 0)
  free.write('free', 4, 'latin1')
  return uploadBytes(house, Buffer.concat([film, free]), { filename: 'long.mp4', contentType: 'video/mp4' })
}
