import type { Draft, Issue } from '../../domain/rules.js'
import type { Kind } from './kind.js'

/** What Instagram takes as a comment. Source: README.md, "Limits". */
const limits: readonly { message: string; isBroken: (text: string) => boolean }[] = [
  {
    message: 'A comment takes 300 characters at Instagram.',
    isBroken: (text) => text.length > 300,
  },
  {
    message: 'A comment takes 4 hashtags at Instagram.',
    isBroken: (text) => (text.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > 4,
  },
  {
    message: 'A comment takes one link at Instagram.',
    isBroken: (text) => (text.match(/https?:\/\/|\bwww\./gi) ?? []).length > 1,
  },
  {
    message: 'Instagram takes no comment that is all in capitals.',
    isBroken: (text) => (text.match(/\p{L}/gu) ?? []).length > 1 && !/\p{Ll}|\p{Lo}/u.test(text),
  },
]

export function checkFirstComment({ firstComment }: Draft, kind: Kind): Issue[] {
  if (firstComment === null) return []
  if (kind === 'story')
    return [
      {
        severity: 'warning',
        code: 'FIRST_COMMENT_NOT_SUPPORTED',
        field: 'firstComment',
        message: 'A story takes no comments: it is left out there.',
      },
    ]
  return limits
    .filter(({ isBroken }) => isBroken(firstComment))
    .map(({ message }) => ({ severity: 'error', code: 'COMMENT_INVALID', field: 'firstComment', message }))
}
