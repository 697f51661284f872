import type { Json } from '../../src/kit/json.js'
import { botApi } from './bot-api.js'
import { discovery } from './discovery.js'
import { graphApi } from './graph-api.js'
import { facebookLogin, instagramLogin } from './instagram-nodes.js'
import { checkAnswer, checkRecord, checkRequest } from './lexicons.js'
import { openApi, type Exchange, type SpecCheck } from './openapi.js'
import { postman } from './postman.js'
import { recordedApi } from './recorded-api.js'
import { sampledApi } from './sampled-api.js'

const file = (slug: string): URL => new URL(`../fixtures/specs/${slug}/openapi.json`, import.meta.url)
const youtube = (name: string): URL => new URL(`../fixtures/specs/youtube/${name}`, import.meta.url)
const businessProfile = (name: string): URL =>
  new URL(`../fixtures/specs/googlebusiness/${name}`, import.meta.url)

/** What the networks themselves say of their calls, by slug. */
export const specs: Record<string, SpecCheck> = {
  twitter: openApi(file('twitter'), {
    elsewhere: /oauth2|^GET https:\/\/x\.com\//,
    // 2.166 wants these members in every answer and gives them no content; 2.167 has dropped them.
    known: [
      /\/2\/media\/upload\S* answer 200:  must have required property 'meta'(, \/data\/processing_info must have required property 'type')?$/,
    ],
  }),
  mastodon: openApi(file('mastodon'), {
    elsewhere: /^GET https:\/\/[^/]+\/@/,
    known: [
      // The consent page is a browser's: it redirects, and in the sandbox it can be answered in its query.
      /^GET \/oauth\/authorize (does not answer 302|has no parameter auto(_user)?)$/,
      // Instances before 4.3 take one string only, newer ones take both.
      /^POST \/api\/v1\/apps body: \/redirect_uris must be array$/,
      // Of a code alone: an app that asks for itself has none (the documentation's client_credentials).
      /^POST \/oauth\/token body: {2}must have required property 'code'$/,
      // The page on media says so: still being processed.
      /^GET \/api\/v1\/media\/\{id\} does not answer 206$/,
    ],
    error: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
  }),
  pinterest: openApi(file('pinterest'), {
    // Pages, the pictures' host and the storage that takes films have documents of their own.
    elsewhere: /^\w+ https:\/\/(www\.pinterest\.com|i\.pinimg\.com|[\w-]+\.s3-accelerate\.amazonaws\.com)\//,
    // Times come without a zone, which a date-time has (pinterest/api-quickstart issue 78).
    known: [
      / answer 20[01]: ((\/items\/\d+)?\/(created_at|board_pins_modified_at) must match format "date-time"(, )?)+$/,
    ],
  }),
  bluesky: (exchange) => checkBluesky(exchange),
  facebook: graphApi(new URL('../fixtures/specs/facebook/graph.json', import.meta.url), {
    hosts: ['graph.facebook.com', 'graph-video.facebook.com'],
    // The pages on Facebook Login.
    calls: {
      'GET /oauth/access_token': {
        params: ['client_id', 'client_secret', 'redirect_uri', 'code', 'grant_type', 'fb_exchange_token'],
        answer: ['access_token', 'token_type', 'expires_in'],
      },
      'GET /debug_token': { params: ['input_token', 'access_token'], answer: ['data'] },
    },
    params: {
      // The reference of /photos has it for a file of one's own; films' files are texts there.
      'POST photos': ['source'],
      // On every edge that tells of times.
      'GET published_posts': ['since', 'until'],
      'GET feed': ['since', 'until'],
      'GET videos': ['since', 'until'],
    },
    fields: {
      Page: ['tasks', 'picture'],
      User: ['picture'],
      // The guide to reels spells it with one r.
      VideoStatusUploadingPhase: ['bytes_transfered'],
    },
    // Read after write, as the reference of /feed has it, is of the new post.
    returns: { 'POST feed': 'PagePost' },
    created: [
      'id',
      'post_id',
      'success',
      'video_id',
      'upload_url',
      'upload_session_id',
      'start_offset',
      'end_offset',
      'post_supports_client_mutation_id',
    ],
  }),
  linkedin: sampledApi(new URL('../fixtures/specs/linkedin/calls.json', import.meta.url)),
  reddit: recordedApi(
    new URL('../fixtures/specs/reddit/recordings.json', import.meta.url),
    // What a browser opens.
    ({ method, url }) =>
      method === 'GET' && /^https:\/\/(www\.reddit\.com\/(r|user)\/|(i\.|v\.)?redd\.it\/)/.test(url),
  ),
  telegram: botApi(new URL('../fixtures/specs/telegram/bot-api.json', import.meta.url), 'api.telegram.org'),
  // What a browser opens.
  snapchat: openApi(file('snapchat'), {
    elsewhere: /^GET https:\/\/(accounts|www)\.snapchat\.com\//,
  }),
  tiktok: openApi(file('tiktok'), { elsewhere: /^GET https:\/\/www\.tiktok\.com\// }),
  whatsapp: openApi(file('whatsapp'), {
    // What Graph has for all its apps, what a browser opens and where files lie have documents of their own.
    elsewhere: /^\w+ https:\/\/(?!graph\.facebook\.com\/)|\/(debug_token|subscriptions)$/,
    // Every call of Graph may bring it.
    known: [/ has no parameter appsecret_proof$/],
    error: { $ref: '#/components/schemas/GraphAPIError' },
  }),
  instagram: (exchange) => [...instagramLogin(exchange), ...facebookLogin(exchange)],
  threads: postman(new URL('../fixtures/specs/threads/postman_collection.json', import.meta.url), {
    hosts: ['graph.threads.net', 'graph.threads.com'],
    parameters: {
      // Documented since, or on other pages: approving replies, geo-gating, sharing to Instagram.
      'POST /me/threads': ['enable_reply_approvals', 'allowlisted_country_codes', 'crossreshare_to_ig'],
      // Since and until stand on the page on insights.
      'GET /me/threads_insights': ['since', 'until'],
    },
    // Clicks and followers' kinds are on the page on insights; a container that failed says why.
    members: ['link_total_values', 'breakdowns', 'error_message'],
  }),
  googlebusiness: discovery({
    documents: [
      {
        file: businessProfile('mybusinessaccountmanagement.v1.json'),
        hosts: ['mybusinessaccountmanagement.googleapis.com'],
      },
      {
        file: businessProfile('mybusinessbusinessinformation.v1.json'),
        hosts: ['mybusinessbusinessinformation.googleapis.com'],
      },
      { file: businessProfile('mybusiness.v4.json'), hosts: ['mybusiness.googleapis.com'] },
      {
        file: businessProfile('businessprofileperformance.v1.json'),
        hosts: ['businessprofileperformance.googleapis.com'],
      },
    ],
    errors: businessProfile('errors.json'),
    elsewhere:
      /^\w+ https:\/\/(accounts\.google\.com|oauth2\.googleapis\.com|local\.google\.com|lh3\.googleusercontent\.com)\//,
  }),
  youtube: discovery({
    documents: [
      { file: youtube('youtube.v3.json'), hosts: ['www.googleapis.com', 'youtube.googleapis.com'] },
      { file: youtube('youtubeAnalytics.v2.json'), hosts: ['youtubeanalytics.googleapis.com'] },
    ],
    errors: youtube('errors.json'),
    // Since October 2024 and November 2024, by the API's revision history.
    newer: {
      VideoStatus: { containsSyntheticMedia: { type: 'boolean' } },
      Video: {
        paidProductPlacementDetails: {
          type: 'object',
          properties: { hasPaidProductPlacement: { type: 'boolean' } },
        },
      },
    },
    // What a browser opens, and tokens, which OAuth 2.0 describes.
    elsewhere: /^\w+ https:\/\/(accounts\.google\.com|oauth2\.googleapis\.com|www\.youtube\.com)\//,
  }),
}

function checkBluesky({ method, url, body, status, response }: Exchange): string[] {
  const { pathname, searchParams } = new URL(url)
  const nsid = /^\/xrpc\/(.+)$/.exec(pathname)?.[1]
  // The directory of DIDs, a handle's own word and the web pages have no lexicons.
  if (nsid === undefined) return []
  const problems: string[] = []
  const attempt = (what: string, check: () => void): void => {
    try {
      check()
    } catch (error) {
      problems.push(`${method} ${nsid} ${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  attempt('request', () => {
    // The lexicon is silent about them; the video tutorial asks for both.
    const isUpload = nsid === 'app.bsky.video.uploadVideo'
    const given = [...searchParams].filter(([name]) => !isUpload || !['did', 'name'].includes(name))
    checkRequest(nsid, new URLSearchParams(given), body)
    const { collection, record } = (body ?? {}) as { collection?: string; record?: Json }
    if (collection !== undefined && record !== undefined) checkRecord(collection, record)
  })
  if (status === 200)
    attempt('answer', () => {
      checkAnswer(nsid, response ?? '')
    })
  return problems
}
