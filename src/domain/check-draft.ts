import type { Draft, DraftMedia, Issue, Limits, MediaLimits, Rules } from './rules.js'

/**
 * Everything that is known before publishing to be refused by a network, or to be unwise. Pure. Facts that are not
 * known yet (a file nobody has looked into) break no rule.
 */
export function checkDraft(
  rules: Pick<Rules, 'measure' | 'isWordless' | 'check'>,
  draft: Draft,
  limits: Limits,
): Issue[] {
  const isWordless = rules.isWordless?.(draft) ?? false
  return [
    ...(isWordless ? [] : checkText(rules, draft.text, limits, 'content', draft)),
    ...checkMedia(draft.media, limits, 'media'),
    ...checkThread(rules, draft, limits),
    ...checkFirstComment(rules, draft, limits),
    ...checkContentType(draft, limits),
    ...(rules.check?.(draft, limits) ?? []),
  ]
}

function error(code: Issue['code'], field: string, message: string, details?: Issue['details']): Issue {
  return { severity: 'error', code, field, message, ...(details === undefined ? {} : { details }) }
}

/** Nothing that anybody would see: blanks, and what only joins or turns its neighbours. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text)
}

function checkText(
  rules: Pick<Rules, 'measure'>,
  text: string,
  limits: Limits,
  field: string,
  { media, options = {} }: { media: readonly DraftMedia[]; options?: Draft['options'] },
): Issue[] {
  const { max, maxBytes, unit, optionalWithMedia, optionalWith = [] } = limits.text
  if (isBlank(text)) {
    const hasMedia = media.length > 0
    if (hasMedia && optionalWithMedia) return []
    if (optionalWith.some((name) => options[name] !== undefined)) return []
    return [
      error(
        'CONTENT_REQUIRED',
        field,
        hasMedia
          ? 'The network takes no post without text.'
          : 'There is nothing to post: neither text nor media.',
      ),
    ]
  }
  const length = rules.measure(text)
  if (length > max) {
    return [
      error(
        'CONTENT_TOO_LONG',
        field,
        `The text is ${String(length)} ${unit} long; ${String(max)} are allowed.`,
        { maxLength: max, actualLength: length },
      ),
    ]
  }
  const bytes = maxBytes === undefined ? 0 : new TextEncoder().encode(text).length
  if (maxBytes !== undefined && bytes > maxBytes) {
    return [
      error(
        'CONTENT_TOO_LONG',
        field,
        `The text is ${String(bytes)} bytes long; ${String(maxBytes)} are allowed.`,
        { maxLength: maxBytes, actualLength: bytes },
      ),
    ]
  }
  return []
}

function checkMedia(media: readonly DraftMedia[], limits: Limits, field: string): Issue[] {
  const issues: Issue[] = []
  if (media.length === 0) {
    if (limits.media.required)
      issues.push(error('MEDIA_REQUIRED', field, 'The network takes no post without an image or a video.'))
    return issues
  }
  const kinds = new Set(media.map((file) => file.kind))
  if (kinds.size > 1 && !limits.media.mixed) {
    issues.push(
      error(
        'MEDIA_MIX_NOT_SUPPORTED',
        field,
        `One post takes one kind of media; this one has ${[...kinds].join(' and ')}.`,
      ),
    )
  }
  if (media.length > limits.media.max) {
    issues.push(
      error(
        'TOO_MANY_MEDIA',
        field,
        `${String(media.length)} files are attached; ${allowed(limits.media.max)}.`,
        { maxItems: limits.media.max, actualItems: media.length },
      ),
    )
  }
  for (const kind of kinds) {
    const rule = limits.media[kind]
    const files = media.filter((file) => file.kind === kind)
    if (rule === undefined) {
      issues.push(error('MEDIA_TYPE_NOT_SUPPORTED', field, `The network takes no ${kind}.`))
    } else if (files.length > rule.max && media.length <= limits.media.max) {
      issues.push(
        error(
          'TOO_MANY_MEDIA',
          field,
          `${String(files.length)} files of kind ${kind} are attached; ${allowed(rule.max)}.`,
          { maxItems: rule.max, actualItems: files.length },
        ),
      )
    }
  }
  if (limits.media.sameSize === true) issues.push(...checkSameSize(media, field))
  for (const [index, file] of media.entries()) {
    const rule = limits.media[file.kind]
    if (rule !== undefined) issues.push(...checkFile(file, rule, `${field}.${String(index)}`))
    const alt = file.altText ?? ''
    if (alt !== '' && limits.altText === null) {
      issues.push({
        severity: 'warning',
        code: 'ALT_TEXT_NOT_SUPPORTED',
        field: `${field}.${String(index)}.altText`,
        message: 'The network shows no alt text.',
      })
    } else if (limits.altText !== null && [...alt].length > limits.altText.max) {
      issues.push(
        error(
          'ALT_TEXT_TOO_LONG',
          `${field}.${String(index)}.altText`,
          `The alt text is longer than ${String(limits.altText.max)} characters.`,
        ),
      )
    }
  }
  return issues
}

function allowed(most: number): string {
  return most === 1 ? 'one is allowed' : `${String(most)} are allowed`
}

function checkSameSize(media: readonly DraftMedia[], field: string): Issue[] {
  const images = media.filter(
    ({ kind, width, height }) => kind === 'image' && width !== null && height !== null,
  )
  const sizes = [...new Set(images.map(({ width, height }) => `${String(width)} × ${String(height)}`))]
  if (sizes.length < 2) return []
  const message = `The images of a post must all have the same width and height; these have ${sizes.join(', ')}.`
  return [error('DIMENSIONS_INVALID', field, message)]
}

function checkFile(file: DraftMedia, rule: MediaLimits, field: string): Issue[] {
  const issues: Issue[] = []
  const { width, height, durationMs, sizeBytes } = file
  if (
    rule.mimeTypes !== undefined &&
    file.contentType !== null &&
    !rule.mimeTypes.includes(file.contentType)
  ) {
    issues.push(
      error(
        'MEDIA_TYPE_NOT_SUPPORTED',
        field,
        `The network takes ${rule.mimeTypes.join(', ')}; this file is ${file.contentType}.`,
      ),
    )
  }
  if (
    rule.maxBytes !== undefined &&
    sizeBytes !== null &&
    sizeBytes > rule.maxBytes &&
    rule.reencoded !== true
  ) {
    const [has, most] = apart(sizeBytes / 1_000_000, rule.maxBytes / 1_000_000, 1)
    issues.push(
      error('MEDIA_TOO_LARGE', field, `The file has ${has} MB; ${most} MB are allowed.`, {
        maxBytes: rule.maxBytes,
        actualBytes: sizeBytes,
      }),
    )
  }
  if (width !== null && height !== null && height > 0) {
    const ratio = width / height
    const { minRatio = null, maxRatio = null } = rule
    const bound = ratio < (minRatio ?? 0) ? minRatio : ratio > (maxRatio ?? Infinity) ? maxRatio : null
    if (bound !== null) {
      const [has, allowed] = apart(ratio, bound, 2)
      issues.push(
        error(
          'ASPECT_RATIO_INVALID',
          field,
          `The file is ${String(width)} × ${String(height)} (${has}:1); the network takes ${bound === minRatio ? 'at least' : 'at most'} ${allowed}:1.`,
          { ratio: Number(ratio.toFixed(4)), minRatio, maxRatio },
        ),
      )
    }
    const isSmall = width < (rule.minWidth ?? 0) || height < (rule.minHeight ?? 0)
    const isLarge =
      width > (rule.maxWidth ?? Infinity) ||
      height > (rule.maxHeight ?? Infinity) ||
      width * height > (rule.maxPixels ?? Infinity)
    if (isSmall || (isLarge && rule.reencoded !== true)) {
      issues.push(
        error(
          'DIMENSIONS_INVALID',
          field,
          `The file is ${String(width)} × ${String(height)} pixels, which is too ${isSmall ? 'small' : 'large'} for the network.`,
        ),
      )
    }
  }
  if (durationMs !== null && (durationMs < (rule.minMs ?? 0) || durationMs > (rule.maxMs ?? Infinity))) {
    issues.push(
      error(
        'DURATION_INVALID',
        field,
        `The video is ${seconds(durationMs)} long; the network takes ${seconds(rule.minMs ?? 0)} to ${seconds(rule.maxMs ?? Infinity)}.`,
        { durationMs },
      ),
    )
  }
  if (
    rule.videoCodecs !== undefined &&
    file.videoCodec != null &&
    !rule.videoCodecs.includes(file.videoCodec)
  ) {
    issues.push(
      error(
        'MEDIA_CODEC_NOT_SUPPORTED',
        field,
        `The video is coded as ${file.videoCodec}; the network takes ${rule.videoCodecs.join(', ')}.`,
      ),
    )
  }
  const { minFrameRate = 0, maxFrameRate = Infinity } = rule
  // Encoders round: 22.98 frames a second are meant as 23.
  const isSlow = file.frameRate != null && file.frameRate < minFrameRate - 0.5
  const isFast = file.frameRate != null && file.frameRate > maxFrameRate + 0.5
  if (isSlow || isFast) {
    const allowed = isSlow
      ? `at least ${String(minFrameRate)} are needed`
      : `${String(maxFrameRate)} are allowed`
    issues.push(
      error(
        'FRAME_RATE_INVALID',
        field,
        `The video has ${(file.frameRate ?? 0).toFixed(0)} frames a second; ${allowed}.`,
      ),
    )
  }
  return issues
}

function checkThread(rules: Pick<Rules, 'measure'>, draft: Draft, limits: Limits): Issue[] {
  if (draft.thread.length === 0) return []
  if (limits.thread === null) {
    return [
      {
        severity: 'warning',
        code: 'THREAD_NOT_SUPPORTED',
        field: 'threadPosts',
        message: 'The network has no threads: the first part goes out alone.',
      },
    ]
  }
  const issues = draft.thread.flatMap((part, index) => [
    ...checkText(rules, part.text, limits, `threadPosts.${String(index)}.content`, part),
    ...checkMedia(
      part.media,
      { ...limits, media: { ...limits.media, required: false } },
      `threadPosts.${String(index)}.media`,
    ),
  ])
  if (draft.thread.length > limits.thread.max)
    issues.unshift(
      error('THREAD_TOO_LONG', 'threadPosts', `A thread takes ${String(limits.thread.max)} further parts.`),
    )
  return issues
}

function checkFirstComment(rules: Pick<Rules, 'measure'>, draft: Draft, limits: Limits): Issue[] {
  if (draft.firstComment === null) return []
  if (!limits.firstComment) {
    return [
      {
        severity: 'warning',
        code: 'FIRST_COMMENT_NOT_SUPPORTED',
        field: 'firstComment',
        message: 'The network takes no first comment: it is left out there.',
      },
    ]
  }
  return checkText(rules, draft.firstComment, limits, 'firstComment', { media: [] })
}

function checkContentType(draft: Draft, limits: Limits): Issue[] {
  if (draft.contentType === null) return []
  if (limits.contentTypes.some((type) => type === draft.contentType)) {
    const otherwise = whatContradicts(draft)
    if (otherwise === null) return []
    const message = `contentType says ${draft.contentType}, but ${otherwise}: the post goes out as what it is.`
    return [{ severity: 'warning', code: 'CONTENT_TYPE_IGNORED', field: 'contentType', message }]
  }
  return [
    error(
      'CONTENT_TYPE_NOT_SUPPORTED',
      'contentType',
      `The network does not offer ${draft.contentType}; it takes ${limits.contentTypes.join(', ')}.`,
    ),
  ]
}

/** Why the hint about a post's kind cannot be meant. */
function whatContradicts({ contentType, media, thread }: Draft): string | null {
  const has = (...kinds: readonly string[]): boolean => media.some((file) => kinds.includes(file.kind))
  switch (contentType) {
    case 'TEXT':
      return media.length > 0 ? 'a file is attached' : null
    case 'IMAGE':
      return has('image', 'gif') ? null : 'no picture is attached'
    case 'VIDEO':
    case 'REEL':
      return has('video') ? null : 'no video is attached'
    case 'CAROUSEL':
      return media.length > 1 ? null : 'fewer than two files are attached'
    case 'THREAD':
      return thread.length > 0 ? null : 'there are no threadPosts'
    default:
      return null
  }
}

/** Two numbers that differ, written with as many decimals as it takes to see that they do. */
export function apart(one: number, other: number, decimals: number): [string, string] {
  const written: [string, string] = [one.toFixed(decimals), other.toFixed(decimals)]
  return written[0] === written[1] && decimals < 9 ? apart(one, other, decimals + 1) : written
}

function seconds(ms: number): string {
  return ms === Infinity ? 'any time' : `${String(Math.round(ms) / 1_000)} s`
}
