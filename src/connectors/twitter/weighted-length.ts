import twitterText from 'twitter-text'

/**
 * What X counts, as twitter-text does: CJK and emoji are two, every address is 23. Twitter-text looks for an address
 * from each letter of a text on, which takes seconds for 10,000 of them in a row: it is given those parts alone in which
 * a domain can end.
 */
export function weightedLength(given: string): number {
  const text = given.normalize()
  let length = 0
  let rest = ''
  let at = 0
  const windows = windowsOf(text)
  for (const { from, to } of windows) {
    length += twitterText.parseTweet(text.slice(from, to)).weightedLength
    rest += `${text.slice(at, from)}\n`
    at = to
  }
  // Without a full stop nothing is looked for. One weighs as much as a space, and a line break stands for each window.
  rest = (rest + text.slice(at)).replaceAll('.', ' ')
  return length + twitterText.parseTweet(rest).weightedLength - windows.length
}

type Window = { from: number; to: number }

const { regexen } = twitterText
const source = (name: keyof typeof regexen): string => regexen[name].source

/** What a domain can be part of: none has two full stops in a row. */
const runs = new RegExp(`(?:[_-]|\\.(?!\\.)|${source('validDomainChars')})+`, 'g')
const domainEnds = new RegExp(
  `\\.(?:${source('validGTLD')}|${source('validCCTLD')}|${source('validPunycode')})`,
  'gi',
)
const protocol = /(?:^|[^a-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF])(https?:\/\/)$/i
/** Port, path and query, and what makes an emoji of their last character. */
const afterDomain = new RegExp(
  `(?:[/?:](?:${source('validGeneralUrlPathChars')}|${source('validUrlQueryChars')}|[()])*)?[\\uFE0F\\u20E3]*`,
  'iy',
)

/** Parts of a text, in order, outside of which there is no address. */
function windowsOf(text: string): Window[] {
  const windows: Window[] = []
  for (const { 0: run, index } of text.matchAll(runs)) {
    // With the next character: not every one may follow a domain.
    const last = [...text.slice(index, index + run.length + 1).matchAll(domainEnds)].at(-1)
    if (last === undefined) continue
    const start = protocol.exec(text.slice(Math.max(0, index - 9), index))?.[1]?.length ?? 1
    const from = Math.max(0, index - start)
    const domainTo = index + last.index + last[0].length
    afterDomain.lastIndex = domainTo
    const to = domainTo + (afterDomain.exec(text)?.[0].length ?? 0)
    const before = windows.at(-1)
    if (before !== undefined && from <= before.to) before.to = Math.max(before.to, to)
    else windows.push({ from, to })
  }
  return windows
}
