import { describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import { impossible } from '../../src/sandbox/faults.js'
import { faultKinds, type FaultKind } from '../../contract/sandbox.js'
import { awayFromMidnight, startHouse, type PostView } from '../support/house.js'
import { needs } from '../support/needs.js'
import { uploadFixture } from '../support/upload-fixture.js'

/**
 * What becomes of a post, a first comment or an account when a fault meets a call, through the public API: the table
 * of tests/sandbox/fault-table.test.ts seen from the other end. `out`: it went well in the end, and is public exactly
 * once; `left`: nothing happened, and the fault waits; `warned`: the post is out, its comment is not; `away`: the
 * network could not be asked, and the account stays; `dead`: the account has to be connected again; a code: the post
 * failed with it, and nothing is public; `perhaps`: it failed as unknown, and is public; `undelivered`: the network took
 * it, and nobody has it. `×` cannot be asked for.
 */
const tables = {
  twitter: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        out                  out                  out                  out     away    away
lost_request         out                  out                  out                  out     away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       MEDIA_REJECTED       ×       ×       ×
duplicate            DUPLICATE_CONTENT    ×                    ×                    warned  ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       QUOTA_EXCEEDED       warned  left    away
token_expired        out                  out                  out                  out     dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  dead    dead
processing_failed    left                 PROCESSING_FAILED    PROCESSING_FAILED    ×       ×       ×`,
  mastodon: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     left    away
rate_limited         out                  out                  out                  out     left    away
refused_connection   out                  out                  out                  out     left    away
lost_response        out                  out                  out                  out     left    away
lost_request         out                  out                  out                  out     left    away
slow                 out                  out                  out                  out     left    out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       left                 ×       ×       ×
duplicate            DUPLICATE_CONTENT    ×                    ×                    warned  ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       left                 warned  left    left
token_expired        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  left    dead
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  left    dead
processing_failed    left                 PROCESSING_FAILED    PROCESSING_FAILED    ×       ×       ×`,
  // Comments are not offered there, and an upload is an image's: what fails in processing is a video.
  bluesky: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  left    away    away
rate_limited         out                  out                  out                  left    away    away
refused_connection   out                  out                  out                  left    away    away
lost_response        out                  out                  out                  left    away    away
lost_request         out                  out                  out                  left    away    away
slow                 out                  out                  out                  left    out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       left                 ×       ×       ×
duplicate            out                  ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       left                 left    left    left
token_expired        out                  out                  left                 left    out     out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 left    dead    dead
processing_failed    left                 left                 PROCESSING_FAILED    ×       ×       ×`,
  // Nothing can be looked up there, so that what may be out is left to a person. Tokens do not end, and files are
  // not waited for.
  telegram: `
                     publish              upload               status               comment refresh identity
server_error         OUTCOME_UNKNOWN      out                  left                 left    left    away
rate_limited         out                  out                  left                 left    left    away
refused_connection   out                  out                  left                 left    left    away
lost_response        perhaps              out                  left                 left    left    away
lost_request         OUTCOME_UNKNOWN      out                  left                 left    left    away
slow                 out                  out                  left                 left    left    out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       left                 MEDIA_REJECTED       left                 ×       ×       ×
duplicate            left                 ×                    ×                    left    ×       ×
quota_exceeded       out                  out                  left                 left    left    left
token_expired        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 left    left    dead
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 left    left    dead
processing_failed    left                 PROCESSING_FAILED    left                 ×       ×       ×`,
  // As a person: what may be out is left to them. A 504 comes of a post that was made, no comment is taken in the first
  // two seconds, and limits say nothing of their end: they are tried again.
  linkedin: `
                     publish              upload               status               comment refresh identity
server_error         perhaps              out                  out                  warned  away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        perhaps              out                  out                  warned  away    away
lost_request         OUTCOME_UNKNOWN      out                  out                  warned  away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       left                 MEDIA_REJECTED       left                 ×       ×       ×
duplicate            DUPLICATE_CONTENT    ×                    ×                    left    ×       ×
quota_exceeded       out                  out                  out                  out     away    away
token_expired        out                  out                  out                  out     dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  dead    dead
processing_failed    left                 left                 PROCESSING_FAILED    ×       ×       ×`,
  // A picture goes along with its pin: an upload is a video's. The same twice is spam there, not a duplicate. A used
  // refresh token and one that is over are the same answer.
  pinterest: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  left    away    away
rate_limited         out                  out                  out                  left    away    away
refused_connection   out                  out                  out                  left    away    away
lost_response        out                  out                  out                  left    away    away
lost_request         out                  out                  out                  left    away    away
slow                 out                  out                  out                  left    out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       left                 ×       ×       ×
duplicate            CONTENT_REJECTED     ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       QUOTA_EXCEEDED       left    left    away
token_expired        out                  out                  out                  left    dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left    dead    dead
processing_failed    left                 left                 PROCESSING_FAILED    ×       ×       ×`,
  // A quota is used up by publishing alone. Tokens are too young to be renewed: what is asked then is whether they work.
  threads: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        out                  out                  out                  out     away    away
lost_request         out                  out                  out                  out     away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       left                 MEDIA_REJECTED       MEDIA_REJECTED       ×       ×       ×
duplicate            CONTENT_REJECTED     ×                    ×                    warned  ×       ×
quota_exceeded       QUOTA_EXCEEDED       left                 left                 warned  left    left
token_expired        out                  out                  out                  out     out     out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  dead    dead
processing_failed    left                 left                 PROCESSING_FAILED    ×       ×       ×`,
  // Files become posts some time later, and what comes of them only lists tell; what fails there never shows up. The
  // store of files knows no tokens.
  reddit: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  left                 out     away    away
rate_limited         out                  out                  left                 out     away    away
refused_connection   out                  out                  left                 out     away    away
lost_response        out                  out                  left                 out     away    away
lost_request         out                  out                  left                 out     away    away
slow                 out                  out                  left                 out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       left                 MEDIA_REJECTED       left                 ×       ×       ×
duplicate            left                 ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       left                 left                 warned  left    left
token_expired        out                  out                  left                 out     dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 warned  dead    dead
processing_failed    left                 OUTCOME_UNKNOWN      left                 ×       ×       ×`,
  // A picture is fetched by the call that posts, of which nothing can be looked up: an upload is a video's, and its last
  // part is the call that posts. What is refused later is a status.
  tiktok: `
                     publish              upload               status               comment refresh identity
server_error         OUTCOME_UNKNOWN      out                  out                  left    away    away
rate_limited         out                  out                  out                  left    away    away
refused_connection   out                  out                  out                  left    away    away
lost_response        perhaps              out                  out                  left    away    away
lost_request         OUTCOME_UNKNOWN      out                  out                  left    away    away
slow                 out                  out                  out                  left    out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       MEDIA_REJECTED       ×       ×       ×
duplicate            CONTENT_REJECTED     ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       left                 left    left    left
token_expired        out                  out                  out                  left    dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED OUTCOME_UNKNOWN      left    dead    dead
processing_failed    PROCESSING_FAILED    left                 PROCESSING_FAILED    ×       ×       ×`,
  // What YouTube does not keep of what it has taken is a status.
  youtube: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        out                  out                  out                  out     away    away
lost_request         out                  out                  out                  out     away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       MEDIA_REJECTED       MEDIA_REJECTED       left                 ×       ×       ×
duplicate            DUPLICATE_CONTENT    ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       QUOTA_EXCEEDED       out                  warned  left    away
token_expired        out                  out                  out                  out     dead    out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED out                  warned  dead    dead
processing_failed    PROCESSING_FAILED    left                 PROCESSING_FAILED    ×       ×       ×`,
  // An upload is a photo's. A login that is over is none of a page's, whose token lives; posting too fast passes.
  facebook: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        out                  out                  out                  out     away    away
lost_request         out                  out                  out                  out     away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       left                 MEDIA_REJECTED       MEDIA_REJECTED       ×       ×       ×
duplicate            DUPLICATE_CONTENT    ×                    ×                    warned  ×       ×
quota_exceeded       out                  left                 left                 left    left    left
token_expired        out                  out                  out                  out     out     out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  dead    dead
processing_failed    left                 left                 PROCESSING_FAILED    ×       ×       ×`,
  // Nothing is uploaded: the call that posts fetches a photo. A review that ends badly is a status.
  googlebusiness: `
                     publish              upload               status               comment refresh identity
server_error         out                  left                 out                  left    away    away
rate_limited         out                  left                 out                  left    away    away
refused_connection   out                  left                 out                  left    away    away
lost_response        out                  left                 out                  left    away    away
lost_request         out                  left                 out                  left    away    away
slow                 out                  left                 out                  left    out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       left                 left                 left                 ×       ×       ×
duplicate            left                 ×                    ×                    left    ×       ×
quota_exceeded       out                  left                 left                 left    left    left
token_expired        out                  left                 out                  left    dead    out
token_revoked        ACCOUNT_DISCONNECTED left                 out                  left    dead    dead
processing_failed    CONTENT_REJECTED     left                 CONTENT_REJECTED     ×       ×       ×`,
  // It tells by itself what it took: a request that did not arrive it never tells of. What it took may fail later.
  whatsapp: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  left                 left    left    away
rate_limited         out                  out                  left                 left    left    away
refused_connection   out                  out                  left                 left    left    away
lost_response        out                  out                  left                 left    left    away
lost_request         OUTCOME_UNKNOWN      out                  left                 left    left    away
slow                 out                  out                  left                 left    left    out
content_rejected     CONTENT_REJECTED     ×                    ×                    left    ×       ×
media_rejected       left                 MEDIA_REJECTED       left                 ×       ×       ×
duplicate            left                 ×                    ×                    left    ×       ×
quota_exceeded       QUOTA_EXCEEDED       left                 left                 left    left    left
token_expired        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 left    left    dead
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED left                 left    left    dead
processing_failed    undelivered          left                 left                 ×       ×       ×`,
  // A quota is of posts alone, and tokens are too young to be renewed: what is asked then is whether they work.
  instagram: `
                     publish              upload               status               comment refresh identity
server_error         out                  out                  out                  out     away    away
rate_limited         out                  out                  out                  out     away    away
refused_connection   out                  out                  out                  out     away    away
lost_response        out                  out                  out                  out     away    away
lost_request         out                  out                  out                  out     away    away
slow                 out                  out                  out                  out     out     out
content_rejected     CONTENT_REJECTED     ×                    ×                    warned  ×       ×
media_rejected       left                 MEDIA_REJECTED       MEDIA_REJECTED       ×       ×       ×
duplicate            CONTENT_REJECTED     ×                    ×                    warned  ×       ×
quota_exceeded       QUOTA_EXCEEDED       left                 left                 left    left    left
token_expired        out                  out                  out                  out     out     out
token_revoked        ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED ACCOUNT_DISCONNECTED warned  dead    dead
processing_failed    PROCESSING_FAILED    left                 PROCESSING_FAILED    ×       ×       ×`,
}
type Platform = keyof typeof tables
const columns = ['publish', 'upload', 'status', 'comment', 'refresh', 'identity'] as const
type Column = (typeof columns)[number]

const house = await startHouse()
/** Uploaded once, with the first post that has it. */
const files = new Map<string, Promise<string>>()
function fileOf(filename: string, contentType: string): Promise<string> {
  const known = files.get(filename) ?? uploadFixture(house, filename, contentType)
  files.set(filename, known)
  return known
}
const image = () => fileOf('card-1200x630.png', 'image/png')
const video = () => fileOf('landscape-1280x720-4s-moov-last.mp4', 'video/mp4')

let serial = 0
async function published(platform: Platform, accountId: string, more: object): Promise<PostView> {
  const content = `Post ${String((serial += 1))}`
  const body = { content, accountIds: [accountId], ...needs[platform], ...more }
  const { id } = await house.call<PostView>('POST', '/v1/posts', body)
  await house.call('POST', `/v1/posts/${id}/publish`)
  return house.settled(id)
}

const limitsOf = (platform: Platform) =>
  connectors.find((connector) => connector.slug === platform)?.rules.limits
const takesComments = (platform: Platform): boolean => limitsOf(platform)?.firstComment === true
/** What every post has at a network that takes none without media. */
const least = async (platform: Platform): Promise<string[]> =>
  limitsOf(platform)?.media.required === true ? [await (videosAlone.has(platform) ? video() : image())] : []
/** What is uploaded apart from its post. */
const uploadOf: Partial<Record<Platform, () => Promise<string>>> = {
  pinterest: video,
  tiktok: video,
  youtube: video,
}
/** What a network works on for a while. */
const laterOf = (platform: Platform) => (limitsOf(platform)?.media.video === undefined ? image() : video())
/** They take no posts of pictures. */
const videosAlone = new Set<Platform>(['youtube'])

const shownOf = async (platform: Platform, accountId: string) =>
  (await house.posts(platform)).filter((post) => post.accountId === accountId).length

async function postWith(platform: Platform, accountId: string, media: string[]): Promise<string> {
  const [target] = (await published(platform, accountId, { media })).platforms
  const shown = await shownOf(platform, accountId)
  if (target?.status === 'published')
    return shown === 1 ? 'out' : shown === 0 ? 'undelivered' : `${String(shown)} are out`
  const code = target?.error?.code ?? 'no reason'
  if (shown === 0) return code
  return shown === 1 && code === 'OUTCOME_UNKNOWN' ? 'perhaps' : `failed, and ${String(shown)} are out`
}

/** Until the comment is out or given up: its tries are minutes apart, and the clock goes there. */
async function commentOn(platform: Platform, accountId: string): Promise<string> {
  const { id } = await published(platform, accountId, {
    firstComment: 'More below',
    media: await least(platform),
  })
  for (let tries = 0; tries < 60; tries += 1) {
    const shown = await shownOf(platform, accountId)
    if (shown > 1) return shown === 2 ? 'out' : `${String(shown)} are out`
    const [target] = (await house.call<PostView>('GET', `/v1/posts/${id}`)).platforms
    const codes = target?.warnings.map(({ code }) => code) ?? []
    if (codes.includes('FIRST_COMMENT_FAILED')) return 'warned'
    if (codes.includes('FIRST_COMMENT_NOT_SUPPORTED') || !takesComments(platform)) return 'not offered'
    await nextComment()
  }
  return 'never came'
}

async function nextComment(): Promise<void> {
  const [row] = await house.db.query<{ ms: number | null; held: boolean | null }>({
    text: `select extract(epoch from min(run_at) - vb_now())::float8 * 1000 as ms, bool_or(lease_token is not null) as held from comments where run_at < 'infinity'`,
  })
  if (row?.held === false && row.ms !== null && row.ms > 0) await house.advance(Math.ceil(row.ms) + 1)
  else await new Promise((resolve) => setTimeout(resolve, 10))
}

async function asked(accountId: string, what: 'refresh' | 'test'): Promise<string> {
  const answer = await fetch(`${house.url}/v1/accounts/${accountId}/${what}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.key}` },
  })
  const { success } = (await answer.json()) as { success?: boolean }
  const { status } = await house.call<{ status: string }>('GET', `/v1/accounts/${accountId}`)
  if (status !== 'active') return 'dead'
  return answer.ok && success !== false ? 'out' : 'away'
}

const does: Record<Column, (platform: Platform, accountId: string) => Promise<string>> = {
  publish: async (platform, accountId) => postWith(platform, accountId, await least(platform)),
  upload: async (platform, accountId) =>
    postWith(platform, accountId, [await (uploadOf[platform] ?? image)()]),
  status: async (platform, accountId) => postWith(platform, accountId, [await laterOf(platform)]),
  comment: commentOn,
  refresh: (_platform, accountId) => asked(accountId, 'refresh'),
  identity: (_platform, accountId) => asked(accountId, 'test'),
}

async function outcome(platform: Platform, fault: FaultKind, operation: Column): Promise<string> {
  if (impossible({ fault, operation }) !== null) return '×'
  await house.call('DELETE', '/sandbox/faults')
  if (fault === 'quota_exceeded') await awayFromMidnight(house)
  const { id } = await house.account(platform)
  const delayMs = fault === 'slow' ? 5 : null
  await house.call('POST', '/sandbox/faults', { platform, accountId: id, fault, operation, delayMs })
  const said = await does[operation](platform, id)
  const { data } = await house.call<{ data: unknown[] }>('GET', '/sandbox/faults')
  if (data.length === 0) return said
  return ['out', 'not offered'].includes(said) ? 'left' : `${said}, and the fault waits`
}

const rows = Object.entries(tables).flatMap(([platform, table]) => {
  const [head = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return lines.map(([fault, ...cells]) => ({
    platform: platform as Platform,
    fault: fault as FaultKind,
    cells: Object.fromEntries(cells.map((cell, index) => [head[index] ?? '', cell])),
  }))
})

it('every fault has a row at every network', () => {
  for (const platform of Object.keys(tables))
    expect(rows.filter((row) => row.platform === platform).map(({ fault }) => fault)).toEqual(faultKinds)
})

describe('what comes of a fault', () => {
  it.each(rows)('$platform: $fault', async ({ platform, fault, cells }) => {
    const found: Record<string, string> = {}
    for (const column of columns) found[column] = await outcome(platform, fault, column)
    expect(found).toEqual(cells)
  })
})
