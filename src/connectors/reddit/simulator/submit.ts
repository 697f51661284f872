import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { isYes, type Call, type Endpoint } from './endpoint.js'
import { draftOf, judge } from './judge.js'
import { keepDraft, processingMs } from './keep-draft.js'
import { assetAt, isUsable, pictureOf, type Asset } from './media.js'
import { findPost, type Kind, type Post } from './post-table.js'
import { urlOf } from './present-post.js'
import { apiError, done, ok, refuse } from './replies.js'
import { submitGallery, submitPoll } from './submit-json.js'

export const submitEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/api/submit', operation: 'publish', scope: 'submit', handle: submit },
  {
    method: 'POST',
    path: '/api/submit_gallery_post.json',
    operation: 'publish',
    scope: 'submit',
    handle: submitGallery,
  },
  {
    method: 'POST',
    path: '/api/submit_poll_post',
    operation: 'publish',
    scope: 'submit',
    handle: submitPoll,
  },
]

const kinds = ['self', 'link', 'image', 'video', 'videogif', 'crosspost'] as const

function submit(call: Call): SimReply {
  const { form } = call.request
  const field = (name: string): string => form?.get(name) ?? ''
  const kind = kinds.find((each) => each === (field('kind') || 'link'))
  if (kind === undefined) return apiError('INVALID_OPTION', 'that option is not valid', 'kind')
  const draft = draftOf(field, kind)
  const { subreddit, flair } = judge(draft, call)
  const made = keepDraft(call, draft, {
    subreddit: subreddit.name,
    flair,
    over18: subreddit.over18 || isYes(field('nsfw')),
    isSpoiler: isYes(field('spoiler')),
    ...contentOf(kind, field, call),
  })
  if (field('api_type') !== 'json') return ok({ jquery: [], success: true })
  if (processingMs[kind] !== undefined) return accepted(made, call)
  return done({ url: urlOf(made), drafts_count: 0, id: made.id, name: `t3_${made.id}` })
}

/** What only some kinds have. */
function contentOf(kind: Kind, field: (name: string) => string, call: Call): Partial<Post> {
  switch (kind) {
    case 'image': {
      const asset = uploaded(field('url'), 'image', call)
      return {
        pictures: [pictureOf(asset)],
        hasFailed: !isUsable(asset),
        url: `https://i.redd.it/${asset.id}.${asset.extension}`,
      }
    }
    case 'video':
    case 'videogif': {
      if (field('video_poster_url') === '')
        return refuse(
          apiError('MISSING_VIDEO_URLS', 'This community requires a video link and a post link', 'url'),
        )
      const film = uploaded(field('url'), 'video', call)
      const poster = uploaded(field('video_poster_url'), 'image', call)
      return {
        pictures: [pictureOf(film)],
        film: { seconds: film.seconds },
        hasFailed: !isUsable(film) || !isUsable(poster),
        url: `https://v.redd.it/${film.id}`,
      }
    }
    case 'crosspost': {
      const of = field('crosspost_fullname')
      const original = findPost(of.replace(/^t3_/, ''), call.user.id, call.world)
      if (!of.startsWith('t3_') || original === undefined)
        return refuse(
          apiError('INVALID_CROSSPOST_THING', "that isn't a valid crosspost url", 'crosspost_fullname'),
        )
      return { crosspostOf: of, url: new URL(urlOf(original)).pathname }
    }
    default:
      return {}
  }
}

/** A file of the caller's that the storage has. */
function uploaded(url: string, kind: Asset['kind'], call: Call): Asset {
  if (url === '') refuse(apiError('NO_URL', 'a url is required', 'url'))
  const asset = assetAt(url, call.world)
  const isGood = asset?.userId === call.user.id && asset.kind === kind && asset.uploadedAt !== null
  return isGood ? asset : refuse(apiError('BAD_URL', 'you should check that url', 'url'))
}

/** Nobody is told which post it will be. */
function accepted(made: Post, { user }: Call): SimReply {
  const [first] = made.pictures
  return done({
    user_submitted_page: `https://www.reddit.com/user/${user.name}/submitted/`,
    websocket_url: `wss://k8s-lb.wss.redditmedia.com/${first?.asset ?? made.id}?m=${randomText(24)}`,
  })
}
