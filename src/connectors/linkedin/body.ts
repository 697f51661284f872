import type { Json, JsonObject } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import { commentaryOf } from './little-text.js'
import { options as schema, type Options } from './options.js'
import type { Plan } from './prepare.js'

/** What `POST /rest/posts` is given. The same for the same item and plan, to the byte. */
export function bodyOf(item: RenderedItem, plan: Plan): JsonObject {
  const options = schema.parse(item.options)
  const content = contentOf(item, plan, options)
  return {
    author: plan.author,
    commentary: commentaryOf(item.text),
    visibility: options.visibility ?? 'PUBLIC',
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    ...(content === null ? {} : { content }),
    ...(options.reshareOf === undefined ? {} : { reshareContext: { parent: options.reshareOf } }),
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: options.disableReshare ?? false,
  }
}

function contentOf({ media }: RenderedItem, { files }: Plan, options: Options): JsonObject | null {
  const { article, poll, title } = options
  const [file] = media
  const [urn = ''] = files
  if (poll !== undefined) return { poll: pollOf(poll) }
  if (article !== undefined) {
    const { url: source, ...about } = article
    return { article: { source, ...about, ...(file === undefined ? {} : { thumbnail: urn }) } }
  }
  if (file === undefined) return null
  if (file.kind === 'video') return { media: { id: urn, ...(title === undefined ? {} : { title }) } }
  if (file.kind === 'document') return { media: { id: urn, title: title ?? file.filename } }
  const pictures = media.map(({ altText }, index) => ({ id: files[index] ?? '', ...described(altText) }))
  return pictures.length === 1 ? { media: pictures[0] ?? null } : { multiImage: { images: pictures } }
}

function pollOf({ question, options, duration }: NonNullable<Options['poll']>): JsonObject {
  return {
    question,
    options: options.map((text): Json => ({ text })),
    settings: { duration, voteSelectionType: 'SINGLE_VOTE', isVoterVisibleToAuthor: true },
  }
}

function described(altText: string | null): JsonObject {
  return altText === null || altText === '' ? {} : { altText }
}
