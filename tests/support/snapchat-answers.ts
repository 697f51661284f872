import type { JsonObject } from '../../src/kit/json.js'
import type { MediaFile, RenderedItem } from '../../src/connectors/connector.js'
import { aFile, anItem, aReply } from './scripted-network.js'

/** What Snapchat answers, and what is uploaded there, for tests of the connector's parts. */
export const ok = (body: JsonObject = {}) =>
  aReply(200, { request_id: 'r1', request_status: 'SUCCESS', ...body })
export const no = (status: number, code: string | null, message = 'No.', headers = {}) =>
  aReply(
    status,
    {
      request_id: 'r2',
      request_status: 'ERROR',
      debug_message: 'debug',
      display_message: message,
      ...(code === null ? {} : { error_code: code }),
    },
    headers,
  )

export const profile = {
  id: '7',
  organization_id: 'org',
  display_name: 'Bistro',
  snap_user_name: 'ann',
  logo_urls: { discover_feed_logo_url: 'https://cf.example/logo' },
  internal_profile_category: 'BUSINESS',
  subscriber_count: '1204',
}
export const mine = ok({ public_profile: profile })

export const container = ok({
  media_id: 'm1',
  add_path: '/us/v1/media/m1/multipart-upload?a=1',
  finalize_path: '/us/v1/media/m1/finalize',
})

export const video = (change: Partial<MediaFile> = {}): MediaFile =>
  aFile({
    kind: 'video',
    filename: 'film.mp4',
    contentType: 'video/mp4',
    width: 540,
    height: 960,
    durationMs: 6_000,
    ...change,
  })
export const film = (change: Partial<RenderedItem> = {}) => anItem({ media: [video()], ...change })
export const picture = (change: Partial<RenderedItem> = {}) => anItem({ media: [aFile()], ...change })

export const plan = {
  kind: 'SPOTLIGHT',
  mediaId: 'm1',
  finalizedAt: '2026-01-01T00:00:10.000Z',
  isVideo: true,
  before: ['old'],
}

type Listed = { id: string; text?: string; at?: string; type?: string }
/** As Snapchat lists them, newest first. */
export const stories = (...posts: Listed[]) =>
  ok({
    stories: posts.map(({ id, at = '2026-01-01T00:00:12.000Z', type = 'IMAGE' }) => ({
      sub_request_status: 'SUCCESS',
      story: { id, media_type: type, created_at: at },
    })),
  })
export const spotlights = (posts: Listed[], next?: string) =>
  ok({
    spotlights: posts.map(({ id, text = 'Hello', at = '2026-01-01T00:00:12.000Z' }) => ({
      sub_request_status: 'SUCCESS',
      spotlight: { id, description: text, status: 'LIVE', created_at: at },
    })),
    paging: next === undefined ? {} : { next_page_id: next },
  })
export const savedStories = (...posts: Listed[]) =>
  ok({
    saved_stories: posts.map(({ id, text = 'Hello', at = '2026-01-01T00:00:12.000Z' }) => ({
      sub_request_status: 'SUCCESS',
      saved_story: { id, title: text, created_at: at },
    })),
  })
export const reviewed = (status: string) => ok({ spotlights: [{ spotlight: { id: 's1', status } }] })
