import { expect, it } from 'vitest'
import type { FileFacts } from './file-facts.js'
import { complaint } from './judge-file.js'
import type { Media } from './media-table.js'
import type { PostKind } from './post-table.js'

const film: FileFacts = {
  type: 'video/mp4',
  width: 1_080,
  height: 1_920,
  seconds: 6,
  codec: 'avc',
  bytes: 1,
}
const picture: FileFacts = { ...film, type: 'image/png', seconds: null, codec: null }

function said(kind: PostKind, facts: FileFacts): string | null {
  const type = facts.type.startsWith('image/') ? 'IMAGE' : 'VIDEO'
  return complaint({ facts, doom: null, type } as Media, kind)
}

it.each<[PostKind, FileFacts, RegExp | null]>([
  ['spotlight', film, null],
  ['spotlight', { ...film, seconds: 60 }, null],
  ['spotlight', { ...film, seconds: 5.9 }, /6 to 60/],
  ['spotlight', { ...film, seconds: 60.1 }, /6 to 60/],
  ['spotlight', { ...film, width: 1_078 }, null],
  ['spotlight', { ...film, height: 1_350 }, /9:16/],
  ['spotlight', { ...film, width: 540, height: 1_200 }, /9:16/],
  ['story', { ...film, seconds: 5 }, null],
  ['saved_story', { ...film, seconds: 4.9 }, /5 to 60/],
  ['story', { ...film, height: 1_350 }, null],
  ['story', { ...film, width: 539 }, /540 by 960/],
  ['story', { ...film, height: 959 }, /540 by 960/],
  ['story', picture, null],
  ['story', { ...picture, bytes: 20 * 1_024 * 1_024 }, null],
  ['saved_story', { ...picture, bytes: 20 * 1_024 * 1_024 + 1 }, /20 MB/],
])('4. a %s of %o', (kind, facts, words) => {
  const sentence = said(kind, facts)
  if (words === null) expect(sentence).toBeNull()
  else expect(sentence).toMatch(words)
})
