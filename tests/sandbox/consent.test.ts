import { describe, expect, it } from 'vitest'
import { startHouse } from '../support/house.js'

const house = await startHouse()
const callbackUrl = 'http://localhost:9999/back'
type Account = { id: string; username: string }

/** Opens where the connect call sends a person, and follows it until it leads back to the caller. */
async function connect(platform: string, answer: Record<string, string>): Promise<Account> {
  const path = `/v1/accounts/connect/${platform}`
  const begun = await house.call<{ authorizationUrl: string }>('POST', path, { callbackUrl })
  const first = new URL(begun.authorizationUrl)
  for (const [name, value] of Object.entries(answer)) first.searchParams.set(name, value)
  let to = first.href
  for (let hops = 0; hops < 5 && !to.startsWith(callbackUrl); hops += 1)
    to = (await fetch(to, { redirect: 'manual' })).headers.get('location') ?? ''
  const { searchParams } = new URL(to)
  const { account } = await house.call<{ account: Account }>('POST', `/v1/accounts/callback/${platform}`, {
    code: searchParams.get('code'),
    state: searchParams.get('state'),
  })
  return account
}

describe.each(['twitter', 'mastodon', 'bluesky'] as const)('%s: consent without a click', (platform) => {
  it('is somebody new every time', async () => {
    const [one, other] = [await connect(platform, { auto: '1' }), await connect(platform, { auto: '1' })]
    expect(one.username).not.toBe('')
    expect(other.username).not.toBe(one.username)
    expect(other.id).not.toBe(one.id)
  })

  it('is the one who was named, whoever made that user', async () => {
    const made = await house.account(platform, { username: 'frieda' })
    const again = await connect(platform, { auto_user: made.username })
    expect(again).toMatchObject({ id: made.id, username: made.username })
    const later = await connect(platform, { auto_user: 'gerda' })
    expect(later.username).toContain('gerda')
    expect((await house.account(platform, { username: 'gerda' })).id).toBe(later.id)
  })
})
