import { readFile } from 'node:fs/promises'
import type { House, PostView } from './house.js'
import type { Exchange } from './openapi.js'
import { specs } from './specs.js'
import { uploadBytes, uploadFixture } from './upload-fixture.js'

export type Pinned = {
  method: string
  url: string
  status: number | null
  body: Record<string, unknown>
  /** Method and path. */
  call: string
}
export type Board = {
  id: string
  name: string
  privacy: string
  sections?: { id: string; name: string }[]
}

/** What tests of the connector do through the public API, and what they see at its simulator. */
export function pinterestRoom(house: House) {
  const files = {
    image: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
    large: () => largePicture(house),
    gif: () => uploadFixture(house, 'animated-480x270-2s.gif', 'image/gif'),
    video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
  }
  const known = new Map<keyof typeof files, Promise<string>>()
  const fileOf = (name: keyof typeof files): Promise<string> => {
    const file = known.get(name) ?? files[name]()
    known.set(name, file)
    return file
  }

  /** What an account's connector sent, oldest first. */
  async function sent(accountId: string): Promise<Pinned[]> {
    const { data } = await house.call<{ data: (Omit<Pinned, 'call'> & { accountId: string })[] }>(
      'GET',
      '/sandbox/requests?platform=pinterest&limit=1000',
    )
    return data
      .filter((each) => each.accountId === accountId)
      .map((each) => ({ ...each, call: `${each.method} ${new URL(each.url).pathname}` }))
      .reverse()
  }
  const pinsSent = async (accountId: string): Promise<Pinned[]> =>
    (await sent(accountId)).filter(({ call }) => call === 'POST /v5/pins')

  async function tokensOf(accountId: string): Promise<{ accessToken: string; refreshToken: string }> {
    const [row] = await house.db.query<{ tokens: Buffer }>({
      text: 'select tokens from accounts where id = $1',
      values: [accountId],
    })
    const opened = house.app.parts.seal.open(row?.tokens ?? Buffer.alloc(0), `tokens ${accountId}`)
    return opened as { accessToken: string; refreshToken: string }
  }

  return {
    sent,
    pinsSent,
    tokensOf,
    fault: (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'pinterest', fault: kind, ...more }),
    async publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      return house.settled(id)
    },
    /** What the network's own document says against what was sent and answered so far. */
    async problems(): Promise<string[]> {
      const path = '/sandbox/requests?platform=pinterest&limit=10000'
      const { data } = await house.call<{ data: Exchange[] }>('GET', path)
      return [...new Set(data.flatMap((each) => specs['pinterest']?.(each) ?? ['no document']))]
    },
    /** What the public sees of an account. */
    shown: async (accountId: string) =>
      (await house.posts('pinterest')).filter((each) => each.accountId === accountId),
    /** Uploaded once each. */
    media: (...names: File[]): Promise<string[]> => Promise.all(names.map(fileOf)),
    addressOf: async (name: File): Promise<string> =>
      (await house.call<{ url: string }>('GET', `/v1/media/${await fileOf(name)}`)).url,
    boardsOf: async (accountId: string): Promise<Board[]> =>
      (await house.call<{ pages: Board[] }>('GET', `/v1/accounts/${accountId}/pages`)).pages,
    /** What the owner of an account does there with a program of their own. */
    async atPinterest<T>(accountId: string, method: string, path: string, body?: object): Promise<T> {
      const { accessToken } = await tokensOf(accountId)
      const answer = await fetch(`${house.url}/sandbox/pinterest/api.pinterest.com/v5${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path} answered ${String(answer.status)}: ${text}`)
      return (text === '' ? null : JSON.parse(text)) as T
    },
  }
}

export type File = 'image' | 'large' | 'gif' | 'video'

/** Options of a post for Pinterest. */
export const options = (given: object) => ({ platformMetadata: { PINTEREST: given } })

/** The same picture with eleven million bytes of comments in it. */
async function largePicture(house: House): Promise<string> {
  const picture = await readFile(new URL('../fixtures/media/portrait-4x5-1080x1350.jpg', import.meta.url))
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xffff - 2, 'x')])
  const comments = Array.from({ length: 170 }, () => comment)
  const bytes = Buffer.concat([picture.subarray(0, 2), ...comments, picture.subarray(2)])
  return uploadBytes(house, bytes, { filename: 'large.jpg', contentType: 'image/jpeg' })
}
