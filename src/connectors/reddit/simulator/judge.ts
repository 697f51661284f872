import type { SimWorld } from '../../../sandbox/simulator.js'
import { isYes, type Call } from './endpoint.js'
import { hasLink, lastWriting, type Kind, type Post } from './post-table.js'
import { apiError, failure, invalid, ratelimit, refuse } from './replies.js'
import { findSubreddit, isProfileOf, type Requirements, type Subreddit } from './subreddits.js'

/** What is to be posted, whichever call brings it. */
export type Draft = {
  sr: string
  kind: Kind
  title: string
  text: string
  /** Of a link. */
  url: string | null
  flairId: string
  flairText: string
  resubmit: boolean
  validates: boolean
}

/** The network itself takes no links to it. */
const bannedDomain = 'banned.example'
const mostTitle = 300
const mostText = 40_000
const newcomerMs = 540_000
const dayMs = 86_400_000

/** The words of a form or of a JSON body that every kind has. */
export function draftOf(given: (name: string) => unknown, kind: Kind): Draft {
  const text = (name: string): string => {
    const value = given(name)
    return typeof value === 'string' ? value : ''
  }
  return {
    sr: text('sr'),
    kind,
    // Blanks are collapsed before anything is counted.
    title: text('title').replace(/\s+/g, ' ').trim(),
    text: text('text'),
    url: kind === 'link' ? text('url').trim() : null,
    flairId: text('flair_id'),
    flairText: text('flair_text'),
    resubmit: isYes(given('resubmit')),
    validates: isYes(given('validate_on_submit')),
  }
}

/** The community that a draft can go to, or the refusal. */
export function judge(draft: Draft, call: Call): { subreddit: Subreddit; flair: Post['flair'] } {
  const subreddit = communityOf(draft.sr, call)
  mayWrite(call)
  judgeWords(draft)
  judgeKind(draft.kind, subreddit)
  const flair = flairOf(draft, subreddit)
  if (draft.validates) judgeByRules(draft, subreddit.requirements)
  judgeLink(draft, subreddit, call.world)
  return { subreddit, flair }
}

function communityOf(sr: string, { user, world }: Call): Subreddit {
  const no = (code: string, text: string): never => refuse(apiError(code, text, 'sr'))
  if (sr === '') no('SUBREDDIT_REQUIRED', 'you must specify a subreddit')
  const name = sr.replace(/^\/?r\//, '')
  if (!/^[\w-]{3,24}$/.test(name))
    no('BAD_SR_NAME', "This community name isn't recognizable. Check the spelling and try again.")
  const subreddit = findSubreddit(name, world)
  if (subreddit === undefined)
    return no('SUBREDDIT_NOEXIST', "Hmm, that community doesn't exist. Try checking the spelling.")
  if (subreddit.isClosed || subreddit.type === 'private') refuse(failure(404))
  if (subreddit.bans) no('BANNED_FROM_SUBREDDIT', "You've been banned from contributing to this community")
  const isOthers = subreddit.type === 'user' && !isProfileOf(subreddit, user)
  if (isOthers || subreddit.type === 'restricted')
    no('SUBREDDIT_NOTALLOWED', "You aren't allowed to post there.")
  return subreddit
}

/** Whoever is suspended writes nothing; who is new, little. */
export function mayWrite({ user, world }: Call): void {
  if (user.suspended) refuse(failure(403, 'IN_TIMEOUT'))
  if (!user.isNewcomer) return
  const waitMs = Date.parse(lastWriting(user.id, world)) + newcomerMs - world.now().getTime()
  if (waitMs > 0) refuse(ratelimit(Math.ceil(waitMs / 1_000), false))
}

export const tooLong = (most: number, field: string): never =>
  refuse(apiError('TOO_LONG', `this is too long (max: ${String(most)})`, field))

function judgeWords({ kind, title, text, url, flairText }: Draft): void {
  if (title === '') refuse(apiError('NO_TEXT', 'we need something here', 'title'))
  if ([...title].length > mostTitle) tooLong(mostTitle, 'title')
  if ([...text].length > mostText) tooLong(mostText, 'text')
  if ([...flairText].length > 64) tooLong(64, 'flair_text')
  if (kind !== 'link') return
  if (url === null || url === '') refuse(apiError('NO_URL', 'a url is required', 'url'))
  else if (!isWebAddress(url)) refuse(apiError('BAD_URL', 'you should check that url', 'url'))
  else if (new URL(url).hostname === bannedDomain)
    refuse(apiError('DOMAIN_BANNED', `${bannedDomain} is not allowed on reddit: spam`, 'url'))
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(url) && URL.canParse(url)
}

function judgeKind(kind: Kind, subreddit: Subreddit): void {
  const no = (code: string, text: string): never => refuse(apiError(code, text, 'sr'))
  switch (kind) {
    case 'self':
      if (subreddit.submissions === 'link') no('NO_SELFS', "This community doesn't allow text posts")
      return
    case 'link':
    case 'crosspost':
      if (subreddit.submissions === 'self') no('NO_LINKS', 'This community only allows text posts')
      return
    case 'image':
      if (!subreddit.images) no('NO_IMAGES', "This community doesn't allow images")
      return
    case 'video':
    case 'videogif':
      if (!subreddit.videos) no('NO_VIDEOS', "This community doesn't allow videos")
      return
    case 'gallery':
      if (!subreddit.galleries) no('GALLERIES_DISABLED', "Gallery posts aren't allowed in this subreddit")
      return
    case 'poll':
      // No source has this code's name.
      if (!subreddit.polls) no('INVALID_OPTION', 'that option is not valid')
      return
  }
}

function flairOf(
  { flairId, flairText, validates }: Draft,
  { flairs, requirements }: Subreddit,
): Post['flair'] {
  if (flairId === '') {
    if (!requirements.isFlairRequired) return null
    const text = 'Your post must contain post flair.'
    return refuse(
      validates
        ? invalid('FLAIR_REQUIRED', text, 'flair')
        : apiError('SUBMIT_VALIDATION_FLAIR_REQUIRED', text, 'flair'),
    )
  }
  const template = flairs?.find(({ id, isModOnly }) => id === flairId && !isModOnly)
  if (template === undefined)
    return refuse(apiError('BAD_FLAIR_TEMPLATE_ID', 'invalid flair template id', 'flair'))
  return { id: template.id, text: template.isEditable && flairText !== '' ? flairText : template.text }
}

/** What the moderators ask for. Only some of the reasons' names were ever recorded: README.md, "Unverified". */
function judgeByRules({ kind, title, text, url }: Draft, rules: Requirements): void {
  const length = [...title].length
  if (rules.titleMin !== null && length < rules.titleMin)
    refuse(
      invalid('MIN_LENGTH', `Your title must have at least ${String(rules.titleMin)} characters.`, 'title'),
    )
  if (rules.titleMax !== null && length > rules.titleMax)
    refuse(
      invalid('MAX_LENGTH', `Your title can have at most ${String(rules.titleMax)} characters.`, 'title'),
    )
  const [forbidden] = rules.titleBlacklist.filter((each) => has(title, each))
  if (forbidden !== undefined)
    refuse(invalid('TITLE_BLACKLISTED_STRING', `You may not have "${forbidden}" in your title. `, 'title'))
  if (rules.titleRequired.length > 0 && !rules.titleRequired.some((each) => has(title, each)))
    refuse(
      invalid('TITLE_REQUIRED', `Your title must have one of: ${rules.titleRequired.join(', ')}. `, 'title'),
    )
  if (rules.titleRegexes.length > 0 && !rules.titleRegexes.some((each) => new RegExp(each).test(title)))
    refuse(
      invalid('TITLE_REGEX_REQUIREMENT', 'Your title does not have the form that is asked for. ', 'title'),
    )
  judgeBody(kind, text, rules)
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname : null
  const isOf = (domains: readonly string[]): boolean =>
    domains.some((each) => host === each || host?.endsWith(`.${each}`) === true)
  if (host !== null && rules.domainWhitelist.length > 0 && !isOf(rules.domainWhitelist))
    refuse(invalid('LINK_WHITELIST', `Links to ${host} are not allowed here. `, 'url'))
  if (isOf(rules.domainBlacklist))
    refuse(invalid('LINK_BLACKLIST', `Links to ${host ?? ''} are not allowed here. `, 'url'))
}

/** Only text posts have to have a body. */
function judgeBody(kind: Kind, text: string, rules: Requirements): void {
  const length = [...text].length
  if (rules.body === 'notAllowed' && text !== '')
    refuse(invalid('BODY_NOT_ALLOWED', 'This community does not allow body text. ', 'body'))
  if (kind === 'self' && rules.body === 'required' && text.trim() === '')
    refuse(invalid('BODY_REQUIRED', 'This community requires body text. ', 'body'))
  if (text !== '' && rules.bodyMin !== null && length < rules.bodyMin)
    refuse(
      invalid(
        'BODY_MIN_LENGTH',
        `Your body must have at least ${String(rules.bodyMin)} characters. `,
        'body',
      ),
    )
  if (rules.bodyMax !== null && length > rules.bodyMax)
    refuse(
      invalid('BODY_MAX_LENGTH', `Your body can have at most ${String(rules.bodyMax)} characters. `, 'body'),
    )
  judgeBodyWords(text, rules)
}

/** Of a body that is changed later, too. */
export function judgeBodyWords(text: string, { bodyBlacklist, bodyRequired }: Requirements): void {
  const [forbidden] = bodyBlacklist.filter((each) => has(text, each))
  if (forbidden !== undefined)
    refuse(invalid('BODY_BLACKLISTED_STRING', `You may not have "${forbidden}" in your post body. `, 'body'))
  if (bodyRequired.length > 0 && !bodyRequired.some((each) => has(text, each)))
    refuse(
      invalid(
        'BODY_REQUIRED_STRING',
        `Your post body must have one of: ${bodyRequired.join(', ')}. `,
        'body',
      ),
    )
}

const has = (text: string, word: string): boolean => text.toLowerCase().includes(word.toLowerCase())

/** The same address twice in one community: refused where the app or the community wants it so. */
function judgeLink({ kind, url, resubmit }: Draft, { name, requirements }: Subreddit, world: SimWorld): void {
  if (kind !== 'link' || url === null) return
  const days = resubmit ? requirements.repostDays : Infinity
  if (days === null) return
  const since = new Date(Math.max(0, world.now().getTime() - days * dayMs))
  if (hasLink(name, url, since, world)) refuse(alreadySub())
}

export const alreadySub = () =>
  apiError(
    'ALREADY_SUB',
    "This community doesn't allow links to be posted more than once, and this link has already been shared",
    'url',
  )
