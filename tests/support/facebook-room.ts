import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadFixture } from './upload-fixture.js'

const files = {
  photo: ['portrait-4x5-1080x1350.jpg', 'image/jpeg'],
  webp: ['photo-1200x900.webp', 'image/webp'],
  gif: ['animated-480x270-2s.gif', 'image/gif'],
  upright: ['rotated-90-1280x720-4s.mp4', 'video/mp4'],
  video: ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4'],
} as const
export type File = keyof typeof files
export type Page = { id: string; name: string }
type Sent = {
  method: string
  url: string
  status: number | null
  headers: Record<string, string>
  body: Record<string, unknown> | null
  /** Method and path, without version and query. */
  call: string
}

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function facebookRoom(house: House) {
  const known = new Map<File, Promise<string>>()
  const fileOf = (name: File): Promise<string> => {
    const [filename, contentType] = files[name]
    const file = known.get(name) ?? uploadFixture(house, filename, contentType)
    known.set(name, file)
    return file
  }

  async function sent(accountId: string): Promise<Sent[]> {
    const { data } = await house.call<{ data: (Omit<Sent, 'call'> & { accountId: string | null })[] }>(
      'GET',
      '/sandbox/requests?platform=facebook&limit=1000',
    )
    return data
      .filter((each) => each.accountId === accountId)
      .map((each) => ({
        ...each,
        call: `${each.method} ${new URL(each.url).pathname.replace(/^\/v\d+\.\d+/, '')}`,
      }))
      .reverse()
  }

  return {
    sent,
    person: async (more: object = {}): Promise<string> => (await house.account('facebook', { ...more })).id,
    account: (id: string) =>
      house.call<{ status: string; accountType: string; page: Page | null }>('GET', `/v1/accounts/${id}`),
    pages: async (id: string) =>
      (await house.call<{ pages: Page[] }>('GET', `/v1/accounts/${id}/pages`)).pages,
    select: (id: string, pageId: string) => house.call('POST', `/v1/accounts/${id}/select-page`, { pageId }),
    fault: (accountId: string, kind: string, more: object = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'facebook', accountId, fault: kind, ...more }),
    /** Uploaded once each. */
    media: (...names: File[]): Promise<string[]> => Promise.all(names.map(fileOf)),
    async publish(accountId: string, body: object) {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      const post = await house.settled(id)
      return { ...post, target: post.platforms[0] }
    },
    /** What the public sees of an account, newest first. */
    shown: async (accountId: string) =>
      (await house.posts('facebook')).filter((each) => each.accountId === accountId),
    /** What Meta's specifications say against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = '/sandbox/requests?platform=facebook&limit=10000'
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs['facebook']?.(each) ?? ['no specification']))]
    },
  }
}

/** Options of a post for Facebook. */
export const options = (given: object) => ({ platformMetadata: { FACEBOOK: given } })
