import type { Registry } from '../connectors/registry.js'
import type { JsonObject } from '../kit/json.js'
import { isEmpty, isObject, jsonIn, listOf, rowOfMoved, textIn, utcIn, type MovedPost } from './moved-rows.js'
import { Unreadable, type SourceRow } from './source.js'

/**
 * Posts of Mixpost, as the command in docs/migration.md writes them: rows of its tables mixpost_posts,
 * mixpost_post_accounts, mixpost_post_versions, mixpost_accounts, mixpost_media, mixpost_tags and mixpost_tag_post under
 * their names without prefix. Source: database/migrations/create_mixpost_tables.php, src/Enums/PostStatus.php and
 * src/Models/Media.php and src/Support/PostContentParser.php of inovector/mixpost.
 */
export function fromMixpost(connectors: Registry, value: unknown): SourceRow[] {
  if (!isObject(value) || !Array.isArray(value['posts']) || !Array.isArray(value['post_versions']))
    throw new Unreadable(
      'The file is no export of Mixpost: it has to hold {"posts": […], "post_accounts": […], "post_versions": […], "accounts": […], "media": […]}. The guide to moving in has the command that writes it.',
    )
  const tables = tablesOf(value)
  return listOf(value['posts'])
    .filter((post) => textIn(post['deleted_at']) === null)
    .flatMap((post) => movedPosts(post, tables))
    .map((post, index) => rowOfMoved(connectors, post, index + 1))
}

type Tables = {
  accounts: ReadonlyMap<string | null, JsonObject>
  accountsOfPost: ReadonlyMap<string | null, JsonObject[]>
  versionsOfPost: ReadonlyMap<string | null, JsonObject[]>
  tagsOfPost: ReadonlyMap<string | null, JsonObject[]>
  media: ReadonlyMap<string | null, JsonObject>
  tags: ReadonlyMap<string | null, JsonObject>
}

function tablesOf(value: JsonObject): Tables {
  const byId = (name: string): Map<string | null, JsonObject> =>
    new Map(listOf(value[name]).map((row) => [textIn(row['id']), row]))
  const byPost = (name: string): Map<string | null, JsonObject[]> => {
    const groups = new Map<string | null, JsonObject[]>()
    for (const row of listOf(value[name])) {
      const post = textIn(row['post_id'])
      groups.set(post, [...(groups.get(post) ?? []), row])
    }
    return groups
  }
  return {
    accounts: byId('accounts'),
    media: byId('media'),
    tags: byId('tags'),
    accountsOfPost: byPost('post_accounts'),
    versionsOfPost: byPost('post_versions'),
    tagsOfPost: byPost('tag_post'),
  }
}

/** PostStatus: draft, scheduled, publishing, published, error. What was on its way may be out. */
const statuses: readonly MovedPost['status'][] = ['draft', 'scheduled', 'published', 'published', 'failed']

function movedPosts(post: JsonObject, tables: Tables): MovedPost[] {
  const id = textIn(post['id'])
  const versions = tables.versionsOfPost.get(id) ?? []
  const original = versions.find((version) => Number(version['is_original']) === 1) ?? versions[0]
  return (tables.accountsOfPost.get(id) ?? []).map((link) => {
    const accountId = textIn(link['account_id'])
    const account = tables.accounts.get(accountId) ?? {}
    const own = versions.find(
      (version) => textIn(version['account_id']) === accountId && Number(version['is_original']) !== 1,
    )
    const status = statuses[Number(post['status'])] ?? 'draft'
    return {
      externalId: `mixpost:${textIn(post['uuid']) ?? id ?? ''}:${textIn(account['uuid']) ?? accountId ?? ''}`,
      account: {
        platform: textIn(account['provider']) ?? 'unknown',
        username: textIn(account['username']) ?? textIn(account['name']),
        remoteId: textIn(account['provider_id']),
        id: accountId ?? '',
      },
      parts: partsOf(own ?? original ?? {}, tables.media),
      // One account of a failed post may have it already.
      status: textIn(link['provider_post_id']) === null ? status : 'published',
      scheduledFor: utcIn(post['scheduled_at']),
      tags: (tables.tagsOfPost.get(id) ?? []).flatMap(
        (each) => textIn(tables.tags.get(textIn(each['tag_id']))?.['name']) ?? [],
      ),
      unmoved: [],
      ...settingsOf(own ?? original ?? {}, textIn(account['provider'])),
    }
  })
}

/** Its paid edition keeps settings with a version, under the provider's name; those that we have are called the same. */
function settingsOf(
  version: JsonObject,
  provider: string | null,
): Pick<MovedPost, 'options' | 'contentType'> {
  const all = jsonIn(version['options'])
  const own = isObject(all) && provider !== null ? all[provider] : undefined
  if (!isObject(own)) return { options: [] }
  const { type, ...rest } = own
  return {
    options: Object.entries(rest).flatMap(([name, value]) =>
      value === undefined || isEmpty(value) ? [] : [{ name, value, from: name }],
    ),
    ...(type === 'story' ? { contentType: 'STORY' } : {}),
  }
}

function partsOf(version: JsonObject, media: Tables['media']): MovedPost['parts'] {
  return listOf(jsonIn(version['content'])).map((part) => ({
    html: textIn(part['body']) ?? '',
    media: (Array.isArray(part['media']) ? part['media'] : []).flatMap((each) => {
      const id = isObject(each) ? textIn(each['id']) : textIn(each)
      const path = textIn(media.get(id)?.['path'])
      return [{ source: path ?? `media ${id ?? ''} of Mixpost` }]
    }),
  }))
}
