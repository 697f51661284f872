import type { Json, JsonObject } from '../../kit/json.js'
import { objectOf, textOf } from '../values.js'

export function keysOf(post: JsonObject): string[] {
  const keys = objectOf(post['attachments'])['media_keys']
  return Array.isArray(keys) ? keys.map(String) : []
}

/** Where X shows a post's own media: it appends this to the text, shortened. */
const ownMedia = /\/status\/\d+\/(photo|video)\/\d+$/

/** The text as it was given: long posts carry it apart, short addresses are undone, those of its own media dropped. */
export function shownText(post: JsonObject): string {
  const note = objectOf(post['note_tweet'])
  let text = textOf(note['text']) ?? textOf(post['text']) ?? ''
  for (const url of [...urlsOf(post['entities']), ...urlsOf(note['entities'])])
    text = text.replaceAll(url.short, ownMedia.test(url.expanded) ? '' : url.expanded)
  return keysOf(post).length === 0 ? text : text.replace(/\s*https:\/\/t\.co\/\w+$/, '')
}

function urlsOf(entities: Json | undefined): { short: string; expanded: string }[] {
  const urls = objectOf(entities)['urls']
  if (!Array.isArray(urls)) return []
  return urls.map(objectOf).map((url) => ({
    short: String(url['url']),
    expanded: String(url['expanded_url'] ?? url['unwound_url'] ?? url['url']),
  }))
}
