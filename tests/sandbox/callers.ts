import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { simulator as blueskySimulator } from '../../src/connectors/bluesky/simulator/index.js'
import { simulator as linkedinSimulator } from '../../src/connectors/linkedin/simulator/index.js'
import { simulator as mastodonSimulator } from '../../src/connectors/mastodon/simulator/index.js'
import { simulator as pinterestSimulator } from '../../src/connectors/pinterest/simulator/index.js'
import { simulator as redditSimulator } from '../../src/connectors/reddit/simulator/index.js'
import { simulator as telegramSimulator } from '../../src/connectors/telegram/simulator/index.js'
import { simulator as threadsSimulator } from '../../src/connectors/threads/simulator/index.js'
import { simulator as tiktokSimulator } from '../../src/connectors/tiktok/simulator/index.js'
import { simulator as twitterSimulator } from '../../src/connectors/twitter/simulator/index.js'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { Fault } from '../../contract/sandbox.js'
import { blueskyClient, tid } from '../support/bluesky.js'
import { encoded, idOf, linkedinClient, valueOf, type Part } from '../support/linkedin.js'
import { pinterestClient } from '../support/pinterest.js'
import { formOf, nameOf, redditClient, type Field } from '../support/reddit.js'
import { startSimulator, type Answer, type SimulatorClient } from '../support/simulator.js'
import { resultOf, telegramClient } from '../support/telegram.js'
import { at, files, threadsClient } from '../support/threads.js'
import { dataOf, oneChunk, tiktokClient } from '../support/tiktok.js'

/** One call for each thing that a fault can be aimed at, all by one person. */
export type Calls = Record<Exclude<Fault['operation'], 'any'>, () => Promise<Answer>>
export type Network = {
  client: SimulatorClient
  /** Somebody new, with tokens of their own and a file that is being processed. */
  signIn: () => Promise<Calls>
}

const fixture = (name: string) => readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
const picture = await fixture('card-1200x630.png')
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const redirect = 'https://voxburst.example/callback'
const comment = { 'x-voxburst-operation': 'comment' }
let serial = 0

export async function startTwitter(): Promise<Network> {
  const client = await startSimulator(twitterSimulator)
  const api = 'https://api.x.com/2'
  const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'
  const token = (form: Record<string, string>) =>
    client.call('POST', `${api}/oauth2/token`, { body: new URLSearchParams({ client_id: 'app', ...form }) })
  const signIn = async (): Promise<Calls> => {
    const code = await consent(client, 'https://x.com/i/oauth2/authorize', {
      client_id: 'app',
      scope: 'tweet.read tweet.write users.read media.write offline.access',
      state: 'state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const tokens = await token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
    })
    const call = as(client, textIn(tokens, 'access_token'))
    const json = {
      media_type: 'video/mp4',
      media_category: 'tweet_video',
      total_bytes: film.length,
    }
    const begun = textIn(await call('POST', `${api}/media/upload/initialize`, { json }), 'data', 'id')
    const id = textIn(await call('GET', `${api}/users/me`), 'data', 'id')
    const post = (headers = {}) =>
      call('POST', `${api}/tweets`, { json: { text: `Post ${String((serial += 1))}` }, headers })
    return {
      publish: post,
      comment: () => post(comment),
      upload: () =>
        call('POST', `${api}/media/upload`, { body: form({ media_category: 'tweet_image' }, 'media') }),
      refresh: () => token({ grant_type: 'refresh_token', refresh_token: textIn(tokens, 'refresh_token') }),
      identity: () => call('GET', `${api}/users/me`),
      find: () => call('GET', `${api}/users/${id}/tweets`),
      metrics: () => call('GET', `${api}/tweets?ids=${id}`),
      status: () => call('GET', `${api}/media/upload?command=STATUS&media_id=${begun}`),
    }
  }
  return { client, signIn }
}

export async function startMastodon(): Promise<Network> {
  const client = await startSimulator(mastodonSimulator)
  const home = 'https://mastodon.example'
  const scope = 'read write:statuses write:media'
  const signIn = async (): Promise<Calls> => {
    const json = { client_name: 'VoxBurst', redirect_uris: [redirect], scopes: scope }
    const app = await client.call('POST', `${home}/api/v1/apps`, { json })
    const about = { client_id: textIn(app, 'client_id'), client_secret: textIn(app, 'client_secret') }
    const exchange = async () => {
      const code = await consent(client, `${home}/oauth/authorize`, { client_id: about.client_id, scope })
      return () =>
        client.call('POST', `${home}/oauth/token`, {
          json: { grant_type: 'authorization_code', code, redirect_uri: redirect, ...about },
        })
    }
    const tokens = await (await exchange())()
    const call = as(client, textIn(tokens, 'access_token'))
    const upload = (bytes: Buffer, type: string) =>
      call('POST', `${home}/api/v2/media`, { body: form({}, 'file', bytes, type) })
    const begun = textIn(await upload(film, 'video/mp4'), 'id')
    const person = textIn(await call('GET', `${home}/api/v1/accounts/verify_credentials`), 'id')
    const post = (headers = {}) =>
      call('POST', `${home}/api/v1/statuses`, { json: { status: `Post ${String((serial += 1))}` }, headers })
    const posted = textIn(await post(), 'id')
    return {
      publish: post,
      comment: () => post(comment),
      upload: () => upload(picture, 'image/png'),
      // Tokens do not expire; the nearest that there is.
      refresh: async () => (await exchange())(),
      identity: () => call('GET', `${home}/api/v1/accounts/verify_credentials`),
      find: () => call('GET', `${home}/api/v1/accounts/${person}/statuses`),
      metrics: () => call('GET', `${home}/api/v1/statuses/${posted}`),
      status: () => call('GET', `${home}/api/v1/media/${begun}`),
    }
  }
  return { client, signIn }
}

export async function startBluesky(): Promise<Network> {
  const client = await startSimulator(blueskySimulator)
  const bluesky = blueskyClient(client)
  const video = 'https://video.bsky.app/xrpc/app.bsky.video'
  const signIn = async (): Promise<Calls> => {
    const { did, pds, accessJwt, refreshJwt } = await bluesky.signIn()
    const at = (method: string) => `https://${pds}/xrpc/com.atproto.${method}`
    const call = as(client, accessJwt)
    const aud = `did:web:${pds}`
    const allowed = await call(
      'GET',
      `${at('server.getServiceAuth')}?aud=${aud}&lxm=com.atproto.repo.uploadBlob`,
    )
    const sent = await as(client, textIn(allowed, 'token'))(
      'POST',
      `${video}.uploadVideo?did=${did}&name=a.mp4`,
      {
        body: film,
        headers: { 'content-type': 'video/mp4' },
      },
    )
    const begun = textIn(sent, 'jobStatus', 'jobId')
    const post = (headers = {}) =>
      call('POST', at('repo.putRecord'), {
        json: {
          repo: did,
          collection: 'app.bsky.feed.post',
          rkey: tid((serial += 1)),
          record: bluesky.post('Post'),
        },
        headers,
      })
    return {
      publish: post,
      comment: () => post(comment),
      upload: () =>
        call('POST', at('repo.uploadBlob'), { body: picture, headers: { 'content-type': 'image/png' } }),
      refresh: () => as(client, refreshJwt)('POST', at('server.refreshSession')),
      identity: () => call('GET', at('server.getSession')),
      // Records are public: they are read without a token.
      find: () => client.call('GET', `${at('repo.listRecords')}?repo=${did}&collection=app.bsky.feed.post`),
      metrics: () =>
        call('GET', `https://${pds}/xrpc/app.bsky.feed.getPosts?uris=at://${did}/app.bsky.feed.post/x`),
      status: () => client.call('GET', `${video}.getJobStatus?jobId=${begun}`),
    }
  }
  return { client, signIn }
}

export async function startTelegram(): Promise<Network> {
  const client = await startSimulator(telegramSimulator)
  const { owner } = telegramClient(client)
  const signIn = async (): Promise<Calls> => {
    const { chatId, filesChatId, call, send } = await owner()
    const say = (more = {}, headers = {}) =>
      call('sendMessage', { chat_id: chatId, text: `Post ${String((serial += 1))}`, ...more }, headers)
    const posted = Number(resultOf(await say())['message_id'])
    return {
      publish: () => say(),
      comment: () => say({ reply_parameters: { message_id: posted } }, comment),
      upload: () => send('sendPhoto', { chat_id: filesChatId }, { photo: picture }),
      // Tokens do not expire, and nothing is processed after it was taken; the nearest that there is.
      refresh: () => call('getWebhookInfo'),
      status: () => call('getWebhookInfo'),
      identity: () => call('getMe'),
      find: () => call('forwardMessage', { chat_id: filesChatId, from_chat_id: chatId, message_id: posted }),
      metrics: () => call('getChatMemberCount', { chat_id: chatId }),
    }
  }
  return { client, signIn }
}

export async function startLinkedin(): Promise<Network> {
  const client = await startSimulator(linkedinSimulator)
  const { signIn: logIn, begin, call, tokens } = linkedinClient(client)
  const signIn = async (): Promise<Calls> => {
    const page = String((serial += 1))
    const member = await logIn({ pages: [{ id: page, name: 'Page' }] })
    const company = `urn:li:organization:${page}`
    const say = (headers = {}) =>
      member.post({ author: company, commentary: `Post ${String((serial += 1))}` }, headers)
    const posted = idOf(await say())
    const value = valueOf(await begin(member, 'videos', { owner: company, fileSizeBytes: film.length }))
    const [part] = value['uploadInstructions'] as Part[]
    const begun = encoded(String(value['video']))
    // Comments find a post seconds after it is out.
    await client.control.advance(2_000)
    const json = { actor: company, object: posted, message: { text: 'More below' } }
    return {
      publish: say,
      comment: () =>
        member.rest('POST', `socialActions/${encoded(posted)}/comments`, { json, headers: comment }),
      upload: () =>
        call('PUT', part?.uploadUrl ?? '', {
          body: film,
          headers: { authorization: `Bearer ${member.token}`, 'content-type': 'video/mp4' },
        }),
      refresh: () => tokens({ grant_type: 'refresh_token', refresh_token: member.refreshToken }),
      identity: () => member.v2('userinfo'),
      find: () => member.rest('GET', `posts/${encoded(posted)}`),
      metrics: () =>
        member.rest('GET', `networkSizes/${encoded(company)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`),
      status: () => member.rest('GET', `videos/${begun}`),
    }
  }
  return { client, signIn }
}

export async function startPinterest(): Promise<Network> {
  const client = await startSimulator(pinterestSimulator)
  const { signIn: consentAs, refresh } = pinterestClient(client)
  const signIn = async (): Promise<Calls> => {
    const { tokens, call, pin } = await consentAs()
    const register = () => call('POST', '/media', { json: { media_type: 'video' } })
    const begun = textIn(await register(), 'media_id')
    const pinned = textIn(await pin(), 'id')
    return {
      publish: () => pin({ title: `Pin ${String((serial += 1))}` }),
      upload: register,
      refresh: () => refresh(tokens['refresh_token']),
      identity: () => call('GET', '/user_account'),
      find: () => call('GET', '/pins'),
      metrics: () => call('GET', `/pins/${pinned}`),
      // Nobody comments through the API; the nearest that there is.
      comment: () => call('GET', '/boards'),
      status: () => call('GET', `/media/${begun}`),
    }
  }
  return { client, signIn }
}

export async function startThreads(): Promise<Network> {
  const client = await startSimulator(threadsSimulator, files)
  const { person, refresh } = threadsClient(client)
  const signIn = async (): Promise<Calls> => {
    const somebody = await person()
    // Only a token of a day can be refreshed.
    await client.control.advance(86_400_000)
    const words = () => ({ media_type: 'TEXT', text: `Post ${String((serial += 1))}` })
    const film = await somebody.container({
      media_type: 'VIDEO',
      video_url: at('landscape-1280x720-4s-moov-last.mp4'),
    })
    const ready = await Promise.all(Array.from({ length: 20 }, () => somebody.container(words())))
    await client.control.advance(300)
    const publish = (headers = {}) => {
      const creation_id = ready.pop() ?? ''
      return somebody.post('me/threads_publish', { creation_id }, headers)
    }
    return {
      publish,
      comment: () => publish(comment),
      upload: () => somebody.post('me/threads', { media_type: 'IMAGE', image_url: at('card-1200x630.png') }),
      refresh: () => refresh(somebody.token),
      identity: () => somebody.get('me'),
      find: () => somebody.get('me/threads'),
      metrics: () => somebody.get('me/threads_insights', { metric: 'likes' }),
      status: () => somebody.get(film, { fields: 'status,error_message' }),
    }
  }
  return { client, signIn }
}

export async function startReddit(): Promise<Network> {
  const client = await startSimulator(redditSimulator)
  const { signIn: consentAs, refresh } = redditClient(client)
  const signIn = async (): Promise<Calls> => {
    const person = await consentAs()
    const say = (headers = {}) => {
      const url = `https://example.com/${String((serial += 1))}`
      return person.submit({ kind: 'link', url, title: `Post ${url}` }, headers)
    }
    const posted = nameOf(await say())
    const leased = await person.form('/api/media/asset.json', { filepath: 'a.png', mimetype: 'image/png' })
    const { action, fields } = (leased.body as { args: { action: string; fields: Field[] } }).args
    return {
      publish: say,
      comment: () => person.comment(posted, 'More below', comment),
      upload: () => client.call('POST', `https:${action}/`, { body: formOf(fields, picture) }),
      refresh: () => refresh(person.tokens['refresh_token']),
      identity: () => person.get('/api/v1/me'),
      find: () => person.get(`/user/${person.name}/submitted?sort=new`),
      metrics: () => person.get(`/api/info?id=${posted}`),
      // What becomes of a file shows in lists; the nearest that there is.
      status: () => person.get('/r/test/about'),
    }
  }
  return { client, signIn }
}

export async function startTiktok(): Promise<Network> {
  const client = await startSimulator(tiktokSimulator, files)
  const { signIn: consentAs, refresh } = tiktokClient(client)
  const signIn = async (): Promise<Calls> => {
    const { tokens, get, post, initVideo, initPhotos } = await consentAs()
    const { publish_id } = dataOf(await initVideo(oneChunk(film)))
    // Six a minute.
    const pause = () => client.control.advance(11_000)
    return {
      async publish() {
        await pause()
        return initPhotos([at('portrait-4x5-1080x1350.jpg')], { title: `Post ${String((serial += 1))}` })
      },
      async upload() {
        await pause()
        return initVideo(oneChunk(film))
      },
      refresh: () => refresh(tokens['refresh_token']),
      identity: () => get('/user/info/?fields=open_id'),
      find: () => post('/video/list/?fields=id', {}),
      metrics: () => post('/video/query/?fields=like_count', { filters: { video_ids: ['1'] } }),
      // Nobody comments through the API; the nearest that there is.
      comment: () => post('/post/publish/creator_info/query/'),
      status: () => post('/post/publish/status/fetch/', { publish_id: publish_id ?? '' }),
    }
  }
  return { client, signIn }
}

function as(client: SimulatorClient, token: string): SimulatorClient['call'] {
  return (method, url, options = {}) =>
    client.call(method, url, {
      ...options,
      headers: { authorization: `Bearer ${token}`, ...options.headers },
    })
}

/** Consents as somebody new; answers the code. */
async function consent(client: SimulatorClient, page: string, more: Record<string, string>): Promise<string> {
  const query = new URLSearchParams({ response_type: 'code', redirect_uri: redirect, auto: '1', ...more })
  const answer = await client.call('GET', `${page}?${query.toString()}`)
  return new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code') ?? ''
}

function form(
  fields: Record<string, string>,
  name: string,
  bytes: Buffer = picture,
  type = 'image/png',
): FormData {
  const sent = new FormData()
  for (const [field, value] of Object.entries(fields)) sent.append(field, value)
  sent.append(name, new File([new Uint8Array(bytes)], 'file', { type }))
  return sent
}

function textIn(answer: Answer, ...path: string[]): string {
  const found = path.reduce<Json | undefined>((value, name) => (value as JsonObject)[name], answer.body)
  if (typeof found !== 'string') throw new Error(`No ${path.join('.')} in ${JSON.stringify(answer.body)}`)
  return found
}
