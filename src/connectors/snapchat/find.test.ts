import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import {
  film,
  picture,
  plan,
  savedStories,
  spotlights,
  stories,
} from '../../../tests/support/snapchat-answers.js'
import type { LostAttempt } from '../connector.js'
import { find } from './find.js'

const lost = (change: Partial<LostAttempt> = {}): LostAttempt => ({
  plan,
  startedAt: new Date('2026-01-01T00:00:10.000Z'),
  deadlineAt: new Date('2026-01-01T00:00:40.000Z'),
  lookNumber: 1,
  claimed: new Set(),
  ...change,
})
const storyPlan = { ...plan, kind: 'STORY', isVideo: false }
const early = '2026-01-01T00:00:00.000Z'

describe('section 6: a lost answer', () => {
  it('Spotlight: by its description among those that are new, and its review goes on', async () => {
    const { ctx, asked } = scripted([
      spotlights([
        { id: 'other', text: 'Other' },
        { id: 's1', text: ' Hello ' },
        { id: 'old', at: early },
      ]),
    ])
    expect(await find(film(), lost(), ctx)).toMatchObject({
      kind: 'found',
      remoteId: 's1',
      url: 'https://www.snapchat.com/spotlight/s1',
      createdAt: new Date('2026-01-01T00:00:12.000Z'),
      resume: { kind: 'SPOTLIGHT', id: 's1' },
    })
    expect(asked[0]).toMatchObject({
      url: 'https://businessapi.snapchat.com/v1/public_profiles/7/spotlights',
      query: { limit: '50' },
    })
  })

  it('by its words, however their accents are written', async () => {
    const { ctx } = scripted([spotlights([{ id: 's1', text: 'Caf\u0065\u0301' }])])
    expect(await find(film({ text: 'Caf\u00e9' }), lost(), ctx)).toMatchObject({ remoteId: 's1' })
  })

  it('Saved Story: by its title', async () => {
    const item = film({ options: { title: 'Soups' } })
    const { ctx } = scripted([savedStories({ id: 'x2' }, { id: 'x1', text: 'Soups' })])
    const look = await find(item, lost({ plan: { ...plan, kind: 'SAVED_STORY' } }), ctx)
    expect(look).toMatchObject({ kind: 'found', remoteId: 'x1' })
    expect(look).not.toHaveProperty('resume')
  })

  it('Story: the one that was not there just before, of the same kind of file', async () => {
    const { ctx } = scripted([stories({ id: 'v', type: 'VIDEO' }, { id: 'n1' }, { id: 'old' })])
    expect(await find(picture(), lost({ plan: storyPlan }), ctx)).toMatchObject({
      kind: 'found',
      remoteId: 'n1',
      url: 'https://www.snapchat.com/add/ann',
    })
  })

  it('ambiguous: stops for a human', async () => {
    const { ctx } = scripted([stories({ id: 'n2' }, { id: 'n1' }, { id: 'old' })])
    expect(await find(picture(), lost({ plan: storyPlan }), ctx)).toMatchObject({ kind: 'cannotTell' })
  })

  it('nothing found: absent, and a retry makes a new media container', async () => {
    const { ctx, kept } = scripted([stories({ id: 'old' })])
    kept.set('media', { madeFrom: '', value: null })
    expect(await find(picture(), lost({ plan: storyPlan }), ctx)).toEqual({ kind: 'absent' })
    expect(kept.has('media')).toBe(false)
  })

  it('what was there before, is older than the attempt, or belongs to another post of ours is not it', async () => {
    const { ctx } = scripted([
      spotlights([{ id: 'old' }, { id: 'claimed' }, { id: 'older', at: '2025-12-31T23:59:00.000Z' }]),
    ])
    expect(await find(film(), lost({ claimed: new Set(['claimed']) }), ctx)).toEqual({ kind: 'absent' })
  })

  it('the list goes on until it is older than the attempt', async () => {
    const { ctx, asked } = scripted([
      spotlights([{ id: 'a', text: 'A' }], 'page 2'),
      spotlights([{ id: 's1' }, { id: 'z', at: '2025-12-31T00:00:00.000Z' }], 'page 3'),
    ])
    expect(await find(film(), lost(), ctx)).toMatchObject({ kind: 'found', remoteId: 's1' })
    expect(asked.map(({ query }) => query)).toEqual([{ limit: '50' }, { limit: '50', cursor: 'page 2' }])
  })

  it('a list that goes on for more than four pages may have it still', async () => {
    const page = spotlights([{ id: 'a', text: 'A' }], 'more')
    const { ctx, kept } = scripted([page, page, page, page])
    kept.set('media', { madeFrom: '', value: null })
    expect(await find(film(), lost(), ctx)).toMatchObject({ kind: 'cannotTell' })
    expect(kept.has('media')).toBe(true)
  })

  it('clocks may differ by a minute', async () => {
    const at = (time: string) => scripted([spotlights([{ id: 's1', at: `2025-12-31T${time}.000Z` }])])
    expect(await find(film(), lost(), at('23:59:10').ctx)).toMatchObject({ remoteId: 's1' })
    expect(await find(film(), lost(), at('23:59:09').ctx)).toEqual({ kind: 'absent' })
  })

  it('a list that is refused tells nothing, and keeps the container', async () => {
    const { ctx, kept } = scripted([aReply(503)])
    kept.set('media', { madeFrom: '', value: null })
    expect(await find(film(), lost(), ctx)).toMatchObject({ kind: 'cannotTell' })
    expect(kept.has('media')).toBe(true)
  })

  it('what was there before is not known: words still tell, a Story cannot be told', async () => {
    const { ctx } = scripted([spotlights([{ id: 's1' }])])
    expect(await find(film(), lost({ plan: { ...plan, before: null } }), ctx)).toMatchObject({
      remoteId: 's1',
    })
    const none = scripted([])
    expect(await find(picture(), lost({ plan: null }), none.ctx)).toMatchObject({ kind: 'cannotTell' })
    expect(none.asked).toEqual([])
  })
})
