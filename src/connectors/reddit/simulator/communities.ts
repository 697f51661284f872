import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './endpoint.js'
import { listing } from './listing.js'
import { failure, ok, refuse } from './replies.js'
import { findSubreddit, idOf, isProfileOf, subscribedBy, type Subreddit } from './subreddits.js'
import { userNamed } from './users.js'

export const communityEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/v1/:sr/post_requirements',
    operation: 'other',
    scope: 'submit',
    handle: (call) => ok(requirementsOf(visible(call))),
  },
  {
    method: 'GET',
    path: '/r/:sr/about',
    operation: 'other',
    scope: 'read',
    handle: (call) => ok({ kind: 't5', data: present(visible(call), call) }),
  },
  {
    method: 'POST',
    path: '/r/:sr/api/flairselector',
    operation: 'other',
    scope: 'flair',
    handle: flairSelector,
  },
  {
    method: 'GET',
    path: '/r/:sr/api/link_flair_v2',
    operation: 'other',
    scope: 'flair',
    handle: linkFlairs,
  },
  {
    method: 'GET',
    path: '/subreddits/mine/subscriber',
    operation: 'other',
    scope: 'mysubreddits',
    handle: (call) =>
      listing(
        subscribedBy(call.user.id, call.world).map((subreddit) => ({
          kind: 't5',
          name: `t5_${idOf(subreddit)}`,
          data: present(subreddit, call),
        })),
        call.request,
      ),
  },
]

/** The community of the path, for who may see it. */
export function visible({ request, user, world }: Call): Subreddit {
  const subreddit = findSubreddit(request.params['sr'] ?? '', world)
  if (subreddit === undefined) return refuse(failure(404))
  if (subreddit.isClosed) return refuse(failure(404, 'banned'))
  const isSeen = subreddit.type !== 'private' || isProfileOf(subreddit, user)
  return isSeen ? subreddit : refuse(failure(403, 'private'))
}

function requirementsOf({ requirements: rules }: Subreddit): JsonObject {
  return {
    title_regexes: rules.titleRegexes,
    body_blacklisted_strings: rules.bodyBlacklist,
    title_blacklisted_strings: rules.titleBlacklist,
    body_text_max_length: rules.bodyMax,
    title_required_strings: rules.titleRequired,
    guidelines_text: rules.guidelines,
    guidelines_display_policy: rules.guidelines === null ? null : 'all',
    domain_blacklist: rules.domainBlacklist,
    domain_whitelist: rules.domainWhitelist,
    title_text_max_length: rules.titleMax,
    body_restriction_policy: rules.body,
    link_restriction_policy:
      rules.domainWhitelist.length > 0
        ? 'whitelist'
        : rules.domainBlacklist.length > 0
          ? 'blacklist'
          : 'none',
    link_repost_age: rules.repostDays,
    body_regexes: [],
    body_text_min_length: rules.bodyMin,
    body_required_strings: rules.bodyRequired,
    title_text_min_length: rules.titleMin,
    is_flair_required: rules.isFlairRequired,
  }
}

function present(subreddit: Subreddit, { user, world }: Call): JsonObject {
  const { name, type } = subreddit
  const owner = type === 'user' ? userNamed(name.slice(2), world) : undefined
  const id = idOf(subreddit)
  return {
    id,
    name: `t5_${id}`,
    display_name: name,
    display_name_prefixed: owner === undefined ? `r/${name}` : `u/${owner.name}`,
    title: subreddit.title,
    url: owner === undefined ? `/r/${name}/` : `/user/${owner.name}/`,
    public_description: '',
    description: '',
    icon_img: '',
    community_icon: '',
    subreddit_type: type,
    submission_type: subreddit.submissions,
    allow_images: subreddit.images,
    allow_videos: subreddit.videos,
    allow_galleries: subreddit.galleries,
    allow_polls: subreddit.polls,
    link_flair_enabled: subreddit.flairs !== null && subreddit.flairs.length > 0,
    over18: subreddit.over18,
    quarantine: false,
    restrict_posting: type === 'restricted',
    subscribers: 2_572,
    user_is_banned: subreddit.bans,
    user_is_contributor: false,
    user_is_moderator: isProfileOf(subreddit, user),
    user_is_muted: false,
    user_is_subscriber: true,
    lang: 'en',
    created: 1_215_876_898,
    created_utc: 1_215_876_898,
  }
}

/** What people can give their own posts. */
function flairSelector(call: Call): SimReply {
  const choices = (visible(call).flairs ?? []).filter(({ isModOnly }) => !isModOnly)
  return ok({
    current: { flair_css_class: '', flair_template_id: null, flair_text: null, flair_position: 'right' },
    choices: choices.map(({ id, text, isEditable }): Json => ({
      flair_css_class: '',
      flair_template_id: id,
      flair_text_editable: isEditable,
      flair_position: 'right',
      flair_text: text,
    })),
  })
}

function linkFlairs(call: Call): SimReply {
  const { flairs } = visible(call)
  if (flairs === null) return failure(403)
  return ok(
    flairs
      .filter(({ isModOnly }) => !isModOnly)
      .map(({ id, text, isEditable, isModOnly }): Json => ({
        id,
        text,
        type: 'text',
        text_editable: isEditable,
        mod_only: isModOnly,
        allowable_content: 'all',
        max_emojis: 10,
        text_color: 'dark',
        background_color: '',
        css_class: '',
        richtext: [],
        override_css: false,
      })),
  )
}
