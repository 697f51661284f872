import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findAsset, notReady, stateOf, type AssetKind } from './assets.js'
import { readLittleText } from './little-text.js'
import { listAt, membersOf, textAt } from './members.js'
import { authorOf } from './people.js'
import { findPost } from './post-table.js'
import { inputFailure, missing, refuse, tooLong, wrongUrnId, wrongUrnType, wrongValue } from './replies.js'
import { parseUrn } from './urns.js'

const longest = { commentary: 3_000, altText: 4_086, question: 140, option: 30 }
const durations = ['ONE_DAY', 'THREE_DAYS', 'SEVEN_DAYS', 'FOURTEEN_DAYS']

/** The words of a post as readers see them; how long they may be counts these, not their escapes. */
export function readCommentary(commentary: string, world: SimWorld): { text: string; mentions: string[] } {
  const read = readLittleText(commentary, (urn) => authorOf(urn, world)?.displayName)
  if (read === null) return refuse(wrongValue('commentary', commentary))
  if (read.text.length > longest.commentary)
    return refuse(tooLong('commentary', read.text.length, longest.commentary))
  return { text: read.text, mentions: read.mentions.map(({ name }) => name) }
}

/** What goes with the words: one of the kinds, checked to the last member. Null: nothing does. */
export function readContent(value: Json | undefined, author: string, world: SimWorld): JsonObject | null {
  if (value === undefined || value === null) return null
  const content = membersOf(value, 'content', [], ['media', 'multiImage', 'article', 'poll'])
  const [kind, ...more] = Object.keys(content)
  // An empty union is what the documents print for a post of words alone.
  if (kind === undefined) return null
  if (more.length > 0) return refuse(wrongValue('content', Object.keys(content).join(' and ')))
  const owned = { author, world }
  if (kind === 'media') checkMedia(content['media'], owned)
  if (kind === 'multiImage') checkImages(content['multiImage'], owned)
  if (kind === 'article') checkArticle(content['article'], owned)
  if (kind === 'poll') checkPoll(content['poll'])
  return content
}

type Owned = { author: string; world: SimWorld }

function checkMedia(value: Json | undefined, owned: Owned): void {
  const media = membersOf(value, 'content/media', ['id'], ['title', 'altText'])
  const kind = checkAsset(textAt(media, 'id'), 'content/media/id', ['image', 'video', 'document'], owned)
  checkAltText(media, 'content/media/altText')
  if (textAt(media, 'title', 'content/media/title') === '' && kind === 'document')
    refuse(missing('content/media/title'))
}

function checkImages(value: Json | undefined, owned: Owned): void {
  const at = 'content/multiImage/images'
  const images = listAt(membersOf(value, 'content/multiImage', ['images']), 'images', at)
  if (images.length < 2 || images.length > 20) refuse(wrongValue(at, images.length))
  for (const each of images) {
    const image = membersOf(each, at, ['id'], ['altText'])
    checkAsset(textAt(image, 'id'), `${at}/id`, ['image'], owned)
    checkAltText(image, `${at}/altText`)
  }
}

function checkAltText(media: JsonObject, field: string): void {
  const { length } = textAt(media, 'altText', field)
  if (length > longest.altText) refuse(tooLong(field, length, longest.altText))
}

function checkArticle(value: Json | undefined, owned: Owned): void {
  const at = 'content/article'
  const article = membersOf(value, at, ['source', 'title'], ['description', 'thumbnail', 'thumbnailAltText'])
  const source = textAt(article, 'source')
  if (!/^https?:\/\//.test(source) || !URL.canParse(source)) refuse(wrongValue(`${at}/source`, source))
  if (textAt(article, 'title').trim() === '') refuse(blank(`${at}/title`))
  textAt(article, 'description', `${at}/description`)
  const thumbnail = article['thumbnail']
  if (thumbnail !== undefined) checkAsset(textAt(article, 'thumbnail'), `${at}/thumbnail`, ['image'], owned)
}

function checkPoll(value: Json | undefined): void {
  const at = 'content/poll'
  const poll = membersOf(value, at, ['question', 'options', 'settings'])
  const question = textAt(poll, 'question')
  if (question.trim() === '') refuse(blank(`${at}/question`))
  if (question.length > longest.question) refuse(tooLong(`${at}/question`, question.length, longest.question))
  const options = listAt(poll, 'options', `${at}/options`)
  if (options.length < 2 || options.length > 4) refuse(wrongValue(`${at}/options`, options.length))
  for (const each of options) {
    const text = textAt(membersOf(each, `${at}/options`, ['text']), 'text')
    if (text.trim() === '') refuse(blank(`${at}/options/text`))
    if (text.length > longest.option) refuse(tooLong(`${at}/options/text`, text.length, longest.option))
  }
  const rules = ['voteSelectionType', 'isVoterVisibleToAuthor']
  const settings = membersOf(poll['settings'], `${at}/settings`, ['duration'], rules)
  if (!durations.includes(textAt(settings, 'duration')))
    refuse(wrongValue(`${at}/settings/duration`, settings['duration']))
  if ((settings['voteSelectionType'] ?? 'SINGLE_VOTE') !== 'SINGLE_VOTE')
    refuse(wrongValue(`${at}/settings/voteSelectionType`, settings['voteSelectionType']))
}

export const blank = (field: string) =>
  inputFailure('INVALID_VALUE_BLANK_FIELD', `${field} can't be blank`, { field })

/** The author's own, of the right kind, and ready. */
function checkAsset(
  id: string,
  field: string,
  kinds: readonly AssetKind[],
  { author, world }: Owned,
): AssetKind {
  const type = parseUrn(id)?.type
  const kind = kinds.find((each) => each === type)
  if (kind === undefined) return refuse(wrongUrnType(field, id, kinds.join(' or ')))
  const asset = findAsset(id, world)
  if (asset?.owner !== author)
    return refuse(
      kind === 'image'
        ? inputFailure('INVALID_IMAGE_ID', 'This Image ID is invalid', { field })
        : wrongUrnId(field),
    )
  const state = stateOf(asset, world)
  if (state === 'PROCESSING_FAILED')
    return refuse(inputFailure('MEDIA_ASSET_PROCESSING_FAILED', 'Media asset failed processing', { field }))
  return state === 'AVAILABLE' ? kind : refuse(notReady())
}

/** The post that is shared again. */
export function readReshare(value: Json | undefined, world: SimWorld): string | null {
  if (value === undefined) return null
  const field = 'reshareContext/parent'
  const parent = textAt(membersOf(value, 'reshareContext', ['parent']), 'parent')
  if (!['share', 'ugcPost'].includes(parseUrn(parent)?.type ?? ''))
    return refuse(wrongUrnType(field, parent, 'share or ugcPost'))
  const post = findPost(parent, world)
  if (post === undefined) return refuse(wrongUrnId(field))
  return post.isReshareDisabled ? refuse(wrongValue(field, parent)) : parent
}
