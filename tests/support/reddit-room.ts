import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadFixture } from './upload-fixture.js'

export type Sent = Exchange & {
  accountId: string
  at: string
  call: string
  body: Record<string, unknown> | null
}

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function redditRoom(house: House) {
  const files = {
    photo: () => uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg'),
    card: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
    webp: () => uploadFixture(house, 'photo-1200x900.webp', 'image/webp'),
    gif: () => uploadFixture(house, 'animated-480x270-2s.gif', 'image/gif'),
    video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
    film: () => uploadFixture(house, 'square-640-3s-silent.mov', 'video/quicktime'),
  }
  const known = new Map<string, Promise<string>>()
  const fileOf = (name: keyof typeof files): Promise<string> => {
    const file = known.get(name) ?? files[name]()
    known.set(name, file)
    return file
  }

  async function sent(accountId: string): Promise<Sent[]> {
    const { data } = await house.call<{ data: Omit<Sent, 'call'>[] }>(
      'GET',
      '/sandbox/requests?platform=reddit&limit=5000',
    )
    return data
      .filter((each) => each.accountId === accountId)
      .map((each) => ({ ...each, call: `${each.method} ${new URL(each.url).pathname}` }))
      .reverse()
  }

  return {
    /** What an account's connector sent, oldest first. */
    sent,
    /** The calls that make something public. */
    creations: async (accountId: string) =>
      (await sent(accountId)).filter(({ call }) => /^POST \/api\/(submit|comment)/.test(call)),
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'reddit', fault: kind, ...more }),
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** What recorded traffic says against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = '/sandbox/requests?platform=reddit&limit=10000'
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs['reddit']?.(each) ?? ['no document']))]
    },
    /** What the public sees of an account, newest first. */
    shown: async (accountId: string) =>
      (await house.posts('reddit')).filter((each) => each.accountId === accountId),
    /** Uploaded once each. */
    media: (...names: File[]): Promise<string[]> => Promise.all(names.map(fileOf)),
  }
}

export type File = 'photo' | 'card' | 'webp' | 'gif' | 'video' | 'film'

export const options = (given: Record<string, unknown>) => ({ platformMetadata: { REDDIT: given } })
