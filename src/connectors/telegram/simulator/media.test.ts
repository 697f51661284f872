import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import {
  fixture,
  inApp,
  refusalOf,
  resultOf,
  telegramClient,
  type Owner,
} from '../../../../tests/support/telegram.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const megabyte = 1_048_576
const photo = await fixture('portrait-4x5-1080x1350.jpg')
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const gif = await fixture('animated-480x270-2s.gif')

/** What addresses lead to. */
const web: Record<string, { status: number; contentType: string; bytes: Buffer }> = {
  'https://web.example/photo.jpg': { status: 200, contentType: 'image/jpeg', bytes: photo },
  'https://web.example/film.mp4': { status: 200, contentType: 'video/mp4', bytes: film },
  'https://web.example/page': { status: 200, contentType: 'text/html', bytes: Buffer.from('<p>') },
  'https://web.example/gone.jpg': { status: 404, contentType: 'image/jpeg', bytes: photo },
}
const client = await startSimulator(simulator, (address) => {
  const found = web[address]
  return found === undefined ? Promise.reject(new Error('no such host')) : Promise.resolve(found)
})
const { owner } = telegramClient(client)
const posts = () => client.control.posts({ platform: 'telegram', limit: 100 })

let ann: Owner
beforeEach(async () => {
  await client.control.reset()
  ann = await owner({ username: 'kitchen', displayName: 'Kitchen' })
})
const to = (given: JsonObject = {}) => ({ chat_id: ann.chatId, ...given })
const photoId = (answer: Answer): string => {
  const sizes = resultOf(answer)['photo'] as JsonObject[]
  return String(sizes.at(-1)?.['file_id'])
}

describe('URL fetching of media (size 5/20 MB)', () => {
  it('fetches what an address leads to', async () => {
    const picture = await ann.call('sendPhoto', to({ photo: 'https://web.example/photo.jpg' }))
    expect(resultOf(picture)).toMatchObject({
      photo: [{ width: 72 }, { width: 256 }, { width: 640 }, { width: 1024 }, { width: 1080, height: 1350 }],
    })
    const sent = await ann.call('sendVideo', to({ video: 'https://web.example/film.mp4' }))
    expect(resultOf(sent)).toMatchObject({
      video: { width: 1280, height: 720, duration: 4, file_name: 'film.mp4', mime_type: 'video/mp4' },
    })
  })

  it.each([
    ['sendPhoto', 'photo', 'image/jpeg', 5, photo],
    ['sendDocument', 'document', 'application/pdf', 20, film],
    ['sendVideo', 'video', 'video/mp4', 20, film],
  ])('%s refuses what is larger there than its limit', async (method, field, contentType, most, start) => {
    const address = `https://web.example/large-${field}`
    const fetched = (bytes: number) => {
      web[address] = {
        status: 200,
        contentType,
        bytes: Buffer.concat([start, Buffer.alloc(bytes - start.length)]),
      }
      return ann.call(method, to({ [field]: address }))
    }
    expect(refusalOf(await fetched(most * megabyte + 1))).toEqual([
      400,
      'Bad Request: failed to get HTTP URL content',
    ])
    resultOf(await fetched(most * megabyte))
  })

  it.each([
    ['https://web.example/gone.jpg', 'failed to get HTTP URL content'],
    ['https://nowhere.example/a.jpg', 'failed to get HTTP URL content'],
    ['https://web.example/page', 'wrong type of the web page content'],
    ['https://web.example/film.mp4', 'wrong type of the web page content'],
    ['https://', 'wrong HTTP URL specified'],
  ])('a photo at %s: %s', async (address, words) => {
    const sent = await ann.call('sendPhoto', to({ photo: address }))
    expect(refusalOf(sent)[1]).toBe(`Bad Request: ${words}`)
  })
})

describe('photos', () => {
  const sent = (bytes: Buffer) => ann.send('sendPhoto', to(), { photo: bytes })
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'red' } })
      .png()
      .toBuffer()

  it('may be 10 MB, as wide and high as 10,000 together, 20 times as wide as high', async () => {
    resultOf(await sent(Buffer.concat([photo, Buffer.alloc(10 * megabyte - photo.length)])))
    expect(refusalOf(await sent(Buffer.concat([photo, Buffer.alloc(10 * megabyte)])))[1]).toMatch(
      /is too big for a photo; the maximum size is 10485760 bytes$/,
    )
    resultOf(await sent(await picture(9_000, 1_000)))
    resultOf(await sent(await picture(2_000, 100)))
    for (const wrong of [await picture(9_000, 1_001), await picture(2_001, 100)])
      expect(refusalOf(await sent(wrong))[1]).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS')
  })
})

describe('films, animations and files', () => {
  it('each is shown as what it is', async () => {
    const about = { caption: 'A film', supports_streaming: true }
    resultOf(await ann.send('sendVideo', to(about), { video: film }))
    resultOf(await ann.send('sendAnimation', to(), { animation: gif }))
    resultOf(await ann.send('sendDocument', to(), { document: await fixture('two-pages.pdf') }))
    expect((await posts()).map(({ media }) => media)).toMatchObject([
      [{ kind: 'document', width: null }],
      [{ kind: 'gif', width: 480, height: 270 }],
      [{ kind: 'video', width: 1280, height: 720 }],
    ])
  })

  it('a GIF is an animation and a film that is no MP4 a file, whatever was asked', async () => {
    const asFile = resultOf(await ann.send('sendDocument', to(), { document: gif }))
    expect(asFile).toMatchObject({ animation: { duration: 2 }, document: { mime_type: 'image/gif' } })
    const plain = to({ disable_content_type_detection: true })
    expect(resultOf(await ann.send('sendDocument', plain, { document: gif }))['animation']).toBeUndefined()
    const video = await fixture('landscape-640x360-2s.webm')
    const webm = resultOf(await ann.send('sendVideo', to(), { video }))
    expect(webm['video']).toBeUndefined()
    expect(webm['document']).toMatchObject({ mime_type: 'video/webm' })
  })

  it('sizes and length that a call gives are taken as given', async () => {
    const given = { width: 10, height: 20, duration: 30 }
    const sent = await ann.send('sendVideo', to(given), { video: film })
    expect(resultOf(sent)['video']).toMatchObject(given)
  })
})

describe('files that were sent before', () => {
  it('go again by their id, as the same kind and by the same bot', async () => {
    const id = photoId(await ann.send('sendPhoto', { chat_id: ann.filesChatId }, { photo }))
    expect(await posts()).toEqual([])
    resultOf(await ann.call('sendPhoto', to({ photo: id, caption: 'Now public' })))
    expect(await posts()).toMatchObject([{ text: 'Now public', media: [{ kind: 'image', width: 1080 }] }])
    expect(refusalOf(await ann.call('sendVideo', to({ video: id })))[1]).toBe(
      "Bad Request: can't use file of type Photo as Video",
    )
    const ben = await owner()
    expect(refusalOf(await ben.call('sendPhoto', { chat_id: ben.chatId, photo: id }))[1]).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    )
  })

  it('the id of a smaller copy is as good as the photo’s', async () => {
    const stored = resultOf(await ann.send('sendPhoto', { chat_id: ann.filesChatId }, { photo }))
    const [smallest] = stored['photo'] as JsonObject[]
    resultOf(await ann.call('sendPhoto', to({ photo: String(smallest?.['file_id']) })))
  })
})

describe('albums', () => {
  it('have two to ten items', async () => {
    const id = photoId(await ann.send('sendPhoto', { chat_id: ann.filesChatId }, { photo }))
    const album = (items: number) =>
      ann.call(
        'sendMediaGroup',
        to({ media: Array.from({ length: items }, () => ({ type: 'photo', media: id })) }),
      )
    for (const items of [1, 11])
      expect(refusalOf(await album(items))[1]).toBe('Bad Request: group of media must include 2-10 items')
    expect(resultOf(await album(10))).toHaveLength(10)
  })

  it('each is a post of its own', async () => {
    const id = photoId(await ann.send('sendPhoto', { chat_id: ann.filesChatId }, { photo }))
    const media = Array.from({ length: 2 }, () => ({ type: 'photo', media: id }))
    const groups = []
    for (let times = 0; times < 3; times += 1) {
      const sent = resultOf(await ann.call('sendMediaGroup', to({ media })))
      groups.push((sent as unknown as JsonObject[])[0]?.['media_group_id'])
    }
    expect(new Set(groups).size).toBe(3)
    expect((await posts()).map((post) => post.media.length)).toEqual([2, 2, 2])
  })

  it('documents go with their own kind', async () => {
    const media = ['a', 'b'].map((name) => ({ type: 'document', media: `attach://${name}` }))
    resultOf(await ann.send('sendMediaGroup', to({ media }), { a: gif, b: film }))
    expect((await posts())[0]?.media).toMatchObject([{ kind: 'document' }, { kind: 'document' }])
  })
})

describe('polls', () => {
  const options = (count: number) => Array.from({ length: count }, (_, index) => ({ text: String(index) }))
  const ask = (more: JsonObject = {}) =>
    ann.call('sendPoll', to({ question: 'Soup?', options: options(2), ...more }))

  it('close when their time is over', async () => {
    const sent = resultOf(await ask({ open_period: 600 }))
    expect(sent['poll']).toMatchObject({ question: 'Soup?', is_closed: false, open_period: 600 })
    const [shown] = await posts()
    expect(shown?.text).toBe('Soup?')
    expect((await client.call('GET', shown?.url ?? '')).body).toContain('aria-label="Poll"')
    await client.control.advance(600_000)
    const stopped = await ann.call('stopPoll', to({ message_id: Number(sent['message_id']) }))
    expect(refusalOf(stopped)[1]).toBe('Bad Request: poll has already been closed')
  })

  it('are held to their limits', async () => {
    for (const wrong of [
      { question: 'a'.repeat(301) },
      { options: [] },
      { options: options(13) },
      { options: [{ text: 'a'.repeat(101) }] },
      { open_period: 4 },
      { open_period: 2_628_001 },
      { is_anonymous: false },
    ])
      expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 400])
    resultOf(await ask({ question: 'a'.repeat(300), options: options(12), open_period: 2_628_000 }))
  })
})

describe('public pages', () => {
  const open = (url: string | null) => client.call('GET', url ?? '')

  it('show a channel’s message with its pictures, and an album as one', async () => {
    const media = [
      { type: 'photo', media: 'attach://a', caption: 'Two boats' },
      { type: 'photo', media: 'attach://b' },
    ]
    const sent = await ann.send('sendMediaGroup', to({ media }), { a: photo, b: photo })
    const [, second] = resultOf(sent) as unknown as JsonObject[]
    const [post] = await posts()
    expect(post?.url).toBe(`https://t.me/kitchen/${post?.remoteId ?? ''}`)
    for (const url of [post?.url ?? '', `https://t.me/kitchen/${String(second?.['message_id'])}`]) {
      const { status, body } = await open(url)
      expect([status, String(body).match(/<img /g)?.length]).toEqual([200, 2])
      expect(body).toContain('Two boats')
    }
    expect((await open('https://t.me/kitchen/999')).status).toBe(404)
  })

  it('a private channel’s are at /c/, and a reply names what it answers', async () => {
    const shy = await owner({ accountType: 'private_channel' })
    expect(shy.chatId).toBe(String(shy.number))
    const say = (text: string, id?: number) =>
      shy.call('sendMessage', {
        chat_id: shy.number,
        text,
        ...(id === undefined ? {} : { reply_parameters: { message_id: id } }),
      })
    const first = Number(resultOf(await say('First'))['message_id'])
    await client.control.advance(1_000)
    expect(resultOf(await say('Second', first))['reply_to_message']).toMatchObject({ text: 'First' })
    const [post] = await posts()
    const url = `https://t.me/c/${shy.chatId.slice(4)}/${post?.remoteId ?? ''}`
    expect([post?.url, post?.parentId]).toEqual([url, String(first)])
    expect((await open(url)).body).toContain('In reply to')
    expect(refusalOf(await say('Third', 99))[1]).toBe('Bad Request: message to be replied not found')
  })

  it('say what is special about a message', async () => {
    const about = { has_spoiler: true, protect_content: true }
    resultOf(await ann.send('sendPhoto', to(about), { photo }))
    const { body } = await open((await posts())[0]?.url ?? null)
    expect(body).toContain('Hidden until it is touched')
    expect(body).toContain('Cannot be forwarded or saved')
  })

  it('the owner’s own page does what the app does', async () => {
    const at = `https://web.telegram.org/chats/${String(ann.number)}`
    expect((await open(at)).body).toContain('Throw the bot out')
    expect((await inApp(client, ann.number, 'kick')).status).toBe(303)
    expect((await open(at)).body).toContain('the bot is kicked')
    expect((await inApp(client, 1, 'kick')).status).toBe(404)
    expect((await inApp(client, ann.number, 'dance')).status).toBe(400)
  })
})

it('sending costs the same after many messages as after few', async () => {
  const rows = async () => {
    const before = client.rowsListed()
    resultOf(await ann.call('sendMessage', to({ text: 'Again' })))
    await client.control.advance(1_000)
    return client.rowsListed() - before
  }
  const first = await rows()
  for (let each = 0; each < 30; each += 1) await rows()
  expect(await rows()).toBe(first)
})
