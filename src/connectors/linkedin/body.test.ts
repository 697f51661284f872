import { describe, expect, it } from 'vitest'
import type { MediaFile, RenderedItem } from '../connector.js'
import { bodyOf } from './body.js'

const file = (kind: MediaFile['kind'], altText: string | null = null) =>
  ({ kind, altText, filename: 'menu.pdf' }) as MediaFile
const body = (more: Partial<RenderedItem> = {}, files: string[] = []) =>
  bodyOf(
    {
      targetId: 'pp_1',
      sequence: 0,
      plannedAt: new Date(),
      text: 'Sample text Post',
      media: [],
      options: {},
      contentType: null,
      previous: [],
      ...more,
    },
    { author: 'urn:li:person:782bbtaQ', files },
  )
const image = (number: number) => `urn:li:image:${String(number)}`

describe('section 3.1: what is sent for', () => {
  it('text', () => {
    expect(body()).toEqual({
      author: 'urn:li:person:782bbtaQ',
      commentary: 'Sample text Post',
      visibility: 'PUBLIC',
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    })
  })

  it.each<[string, Partial<RenderedItem>, string[], object]>([
    [
      'one image',
      { media: [file('image', 'A boat')] },
      [image(1)],
      { media: { id: image(1), altText: 'A boat' } },
    ],
    [
      'two images, a GIF among them',
      { media: [file('image', 'a'), file('gif')] },
      [image(1), image(2)],
      { multiImage: { images: [{ id: image(1), altText: 'a' }, { id: image(2) }] } },
    ],
    [
      'a video',
      { media: [file('video')], options: { title: 'The dish' } },
      ['urn:li:video:1'],
      { media: { id: 'urn:li:video:1', title: 'The dish' } },
    ],
    [
      'a document, which needs a title',
      { media: [file('document')] },
      ['urn:li:document:1'],
      { media: { id: 'urn:li:document:1', title: 'menu.pdf' } },
    ],
    [
      'a card, with the attached image',
      {
        media: [file('image')],
        options: { article: { url: 'https://example.com/', title: 't', description: 'd' } },
      },
      [image(1)],
      { article: { source: 'https://example.com/', title: 't', description: 'd', thumbnail: image(1) } },
    ],
    [
      'a poll',
      { options: { poll: { question: 'Tea?', options: ['Yes', 'No'] } } },
      [],
      {
        poll: {
          question: 'Tea?',
          options: [{ text: 'Yes' }, { text: 'No' }],
          settings: {
            duration: 'THREE_DAYS',
            voteSelectionType: 'SINGLE_VOTE',
            isVoterVisibleToAuthor: true,
          },
        },
      },
    ],
  ])('%s', (_what, item, files, content) => {
    expect(body(item, files)).toMatchObject({ content })
  })

  it('a repost, a smaller audience, and reposts not wanted', () => {
    const options = { reshareOf: 'urn:li:share:1', visibility: 'CONNECTIONS', disableReshare: true }
    const sent = body({ options })
    expect(sent).toMatchObject({
      reshareContext: { parent: 'urn:li:share:1' },
      visibility: 'CONNECTIONS',
      isReshareDisabledByAuthor: true,
    })
    expect(sent).not.toHaveProperty('content')
  })
})
