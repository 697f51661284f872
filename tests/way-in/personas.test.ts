import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'

type Persona = {
  id: string
  name: string
  activeVersionId: string
  isWorkspaceDefault: boolean
  modules: Record<string, unknown>
}
type Version = { id: string; number: number; isActive: boolean; modules: Record<string, unknown> }
type Linked = PostView & { personaId: string | null }

const house = await startHouse()
const { call } = house
const account = await house.account('mastodon')
const personas = '/v1/personas'
const make = (body: object = {}, path = personas): Promise<Persona> =>
  call('POST', path, { name: 'The baker', modules: { voice: 'Warm and brief.' }, ...body })
const draft = (personaId: string | null | undefined): Promise<Linked> =>
  call('POST', '/v1/posts', { content: 'Soup', accountIds: [account.id], personaId })

/** Until a statement waits for somebody else's transaction. */
const untilWaiting = (statement: string): Promise<void> =>
  expect
    .poll(() =>
      house.db.query({
        text: `select 1 from pg_stat_activity
               where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
        values: [`%${statement}%`],
      }),
    )
    .toHaveLength(1)

describe('a persona', () => {
  it('is made with its first version, by either path, listed, changed and deleted', async () => {
    for (const path of [personas, `${personas}/wizard`]) {
      const made = await make({ description: 'Bakes.', linkedAccountIds: [account.id] }, path)
      expect(made).toMatchObject({ primaryPlatform: 'x', avatarUrl: null, linkedAccountIds: [account.id] })
      expect(await call(`GET`, `${personas}/${made.id}`)).toEqual(made)
      expect(await call('GET', personas)).toMatchObject({
        personas: [{ id: made.id }],
        data: [{ id: made.id }],
      })
      expect(
        await call('PATCH', `${personas}/${made.id}`, { description: null, platforms: ['X', 'Mastodon'] }),
      ).toMatchObject({
        name: 'The baker',
        description: null,
        platforms: ['x', 'mastodon'],
        modules: made.modules,
      })
      await call('DELETE', `${personas}/${made.id}`)
      await call('GET', `${personas}/${made.id}`, undefined, { status: 404 })
    }
    const stray = { name: 'x', linkedAccountIds: ['acc_unknown'] }
    expect(await call('POST', personas, stray, { status: 400 })).toMatchObject({
      error: { code: 'ACCOUNT_NOT_FOUND', details: { field: 'linkedAccountIds' } },
    })
  })

  it('is the workspace’s default alone', async () => {
    const [one, other] = [await make({ isWorkspaceDefault: true }), await make({ isWorkspaceDefault: true })]
    const defaults = async (): Promise<string[]> =>
      (await call<{ data: Persona[] }>('GET', personas)).data
        .filter((each) => each.isWorkspaceDefault)
        .map(({ id }) => id)
    expect(await defaults()).toEqual([other.id])
    await call('PATCH', `${personas}/${one.id}`, { isWorkspaceDefault: true })
    expect(await defaults()).toEqual([one.id])
  })

  it('keeps versions, of which one is active', async () => {
    const { id, activeVersionId } = await make()
    const versions = `${personas}/${id}/versions`
    const second = await call<Version>('POST', versions, { modules: { voice: 'Dry.' } })
    expect(second).toMatchObject({ number: 2, isActive: false })
    expect(await call('GET', `${personas}/${id}`)).toMatchObject({
      activeVersionId,
      modules: { voice: 'Warm and brief.' },
    })
    expect(await call('POST', `${versions}/${second.id}/activate`)).toMatchObject({
      modules: { voice: 'Dry.' },
    })
    const third = await call<Version>('POST', versions, { modules: {}, activate: true })
    const all = await call<{ data: Version[] }>('GET', versions)
    expect(all.data.map(({ number, isActive }) => [number, isActive])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ])
    const foreign = await make()
    await call('POST', `${personas}/${foreign.id}/versions/${third.id}/activate`, undefined, { status: 404 })
  })

  it('makes the same prompts of the same input, from its active version', async () => {
    const { id, activeVersionId } = await make({
      description: 'Bakes since 1912.',
      modules: {
        voice: 'Warm and brief.',
        visual_style: { colours: ['brown', 'gold'], photos: 'by daylight' },
        audience: ['neighbours', 'tourists'],
      },
    })
    const task = { task: 'Announce the summer hours.', platform: 'X', topic: 'Summer' }
    const prompts = await call('POST', `${personas}/${id}/runtime/assemble`, task)
    expect(prompts).toEqual({
      systemPrompt: [
        'You write as The baker. Bakes since 1912.',
        '## Audience\n\n- neighbours\n- tourists',
        '## Visual style\n\n- Colours:\n  - brown\n  - gold\n- Photos: by daylight',
        '## Voice\n\nWarm and brief.',
      ].join('\n\n'),
      userPrompt: 'Announce the summer hours.\n\nTopic: Summer\n\nPlatform: x',
      versionId: activeVersionId,
    })
    expect(await call('POST', `${personas}/${id}/runtime/assemble`, task)).toEqual(prompts)
  })

  it('needs a plan with brand_voice to be made', async () => {
    const { workspaceId } = await call<{ workspaceId: string }>('GET', '/v1/auth/me')
    const { id } = await make()
    await call('PATCH', `/v1/workspaces/${workspaceId}`, { plan: 'STARTER' })
    expect(await call('POST', `${personas}/wizard`, { name: 'x' }, { status: 402 })).toMatchObject({
      error: { code: 'PLAN_REQUIRED', details: { feature: 'brand_voice' } },
    })
    await call('PATCH', `${personas}/${id}`, { name: 'Still here' })
    await call('PATCH', `/v1/workspaces/${workspaceId}`, { plan: 'AGENCY' })
  })
})

describe('a post', () => {
  it('names its persona, keeps it in a clone, and lets it go with null, whatever its status', async () => {
    const { id } = await make()
    const post = await draft(id)
    expect(post.personaId).toBe(id)
    expect((await draft(undefined)).personaId).toBeNull()
    const clone = await call<Linked>('POST', `/v1/posts/${post.id}/clone`)
    expect(clone.personaId).toBe(id)
    await call('POST', `/v1/posts/${clone.id}/publish`)
    await house.settled(clone.id)
    expect(await call('DELETE', `${personas}/${id}`, undefined, { status: 409 })).toMatchObject({
      error: { code: 'PERSONA_IN_USE', details: { linkedPostCount: 2 } },
    })
    expect(await call('PATCH', `/v1/posts/${post.id}`, { content: 'Bread' })).toMatchObject({ personaId: id })
    expect(await call('PATCH', `/v1/posts/${post.id}`, { content: 'Rolls', personaId: null })).toMatchObject({
      content: 'Rolls',
      personaId: null,
    })
    expect(await call('PATCH', `/v1/posts/${clone.id}`, { personaId: null })).toMatchObject({
      status: 'published',
      personaId: null,
    })
    await call('DELETE', `${personas}/${id}`)
  })

  it('of a persona that the workspace has not is refused', async () => {
    const { apiKey } = await call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Second' })
    const theirs = await call<Persona>('POST', personas, { name: 'Theirs' }, { key: apiKey })
    const post = await draft(null)
    for (const personaId of ['pp_1', theirs.id])
      for (const [method, path] of [
        ['POST', '/v1/posts'],
        ['PATCH', `/v1/posts/${post.id}`],
      ] as const)
        expect(
          await call(method, path, { content: 'x', accountIds: [account.id], personaId }, { status: 400 }),
        ).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field: 'personaId' } } })
  })

  it('that is made while its persona is deleted is refused like one of an unknown persona', async () => {
    const { id } = await make()
    const { creating } = await house.db.transaction(async (tx) => {
      // Holds the post up where it is written, after its persona was looked for.
      await tx.query({ text: 'select 1 from workspaces for update' })
      const creating = call(
        'POST',
        '/v1/posts',
        { content: 'x', accountIds: [account.id], personaId: id },
        { status: 400 },
      )
      await untilWaiting('thread_posts json')
      await tx.query({ text: 'delete from personas where id = $1', values: [id] })
      return { creating }
    })
    expect(await creating).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: { field: 'personaId' } },
    })
  })

  it('that is linked while its persona is deleted keeps it', async () => {
    const { id } = await make()
    const post = await draft(null)
    const { deleting } = await house.db.transaction(async (tx) => {
      await tx.query({ text: 'update posts set persona_id = $2 where id = $1', values: [post.id, id] })
      const deleting = call('DELETE', `${personas}/${id}`, undefined, { status: 409 })
      await untilWaiting('from personas')
      return { deleting }
    })
    expect(await deleting).toMatchObject({ error: { code: 'PERSONA_IN_USE' } })
  })
})
