import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadFixture } from './upload-fixture.js'

type Sent = { method: string; url: string; status: number | null; body: unknown; call: string }
export type Location = { id: string; name: string; isVerified: boolean }

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function googlebusinessRoom(house: House) {
  const platform = 'googlebusiness'
  const files = {
    png: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
    jpeg: () => uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg'),
    webp: () => uploadFixture(house, 'photo-1200x900.webp', 'image/webp'),
    video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
  }

  return {
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform, fault: kind, ...more }),
    media: async (name: keyof typeof files): Promise<string[]> => [await files[name]()],
    locations: async (accountId: string): Promise<Location[]> =>
      (await house.call<{ pages: Location[] }>('GET', `/v1/accounts/${accountId}/pages`)).pages,
    select: (accountId: string, pageId: string) =>
      house.call('POST', `/v1/accounts/${accountId}/select-page`, { pageId }),
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** What an account's connector sent, oldest first. */
    async sent(accountId: string): Promise<Sent[]> {
      const { data } = await house.call<{ data: (Omit<Sent, 'call'> & { accountId: string })[] }>(
        'GET',
        `/sandbox/requests?platform=${platform}&limit=1000`,
      )
      return data
        .filter((each) => each.accountId === accountId)
        .map((each) => ({ ...each, call: `${each.method} ${new URL(each.url).pathname}` }))
        .reverse()
    },
    /** What the public sees of an account. */
    shown: async (accountId: string) =>
      (await house.posts(platform)).filter((each) => each.accountId === accountId),
    /** What the network's own documents say against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = `/sandbox/requests?platform=${platform}&limit=10000`
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs[platform]?.(each) ?? ['no document']))]
    },
  }
}

/** Options of a post for Google Business Profile. */
export const options = (given: object) => ({ platformMetadata: { GOOGLEBUSINESS: given } })
