import { expect } from 'vitest'
import type { House, PostView, SandboxPostView } from './house.js'
import { uploadFixture } from './upload-fixture.js'

type Fields = Record<string, string>
type Sent = { method: string; url: string; status: number | null; body: Fields | null; call: string }

const fixtures = {
  photo: ['portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A red boat'],
  card: ['card-1200x630.png', 'image/png'],
  webp: ['photo-1200x900.webp', 'image/webp'],
  video: ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4'],
  film: ['square-640-3s-silent.mov', 'video/quicktime'],
} as const

/** Instagram in a started house: what its connector is asked to do, and what it sent. */
export function instagramRoom(house: House) {
  const platform = 'instagram'

  /** What an account's connector sent, oldest first, with the last part of its address. */
  async function sent(accountId: string): Promise<Sent[]> {
    const { data } = await house.call<{ data: (Sent & { accountId: string | null })[] }>(
      'GET',
      `/sandbox/requests?platform=${platform}&limit=2000`,
    )
    return data
      .filter((each) => each.accountId === accountId)
      .map((each) => ({ ...each, call: new URL(each.url).pathname.split('/').at(-1) ?? '' }))
      .reverse()
  }

  return {
    sent,
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform, fault: kind, ...more }),
    /** Ids of uploaded files. */
    files: (...names: (keyof typeof fixtures)[]): Promise<string[]> =>
      Promise.all(
        names.map((name) => {
          const [file, type, alt] = fixtures[name] as readonly [string, string, string?]
          return uploadFixture(house, file, type, alt)
        }),
      ),
    options: (given: object) => ({ platformMetadata: { INSTAGRAM: given } }),
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** The containers that were asked for, without what opens the door. */
    async containers(accountId: string): Promise<Fields[]> {
      const made = (await sent(accountId)).filter(({ call, method }) => call === 'media' && method === 'POST')
      return made.map(({ body }) => {
        const { access_token: token = '', appsecret_proof: _proof, ...fields } = body ?? {}
        expect(token).toMatch(/^\*\*\*/)
        return fields
      })
    },
    shown: async (accountId: string): Promise<SandboxPostView[]> =>
      (await house.posts(platform)).filter((each) => each.accountId === accountId),
  }
}
