import { expect, it } from 'vitest'
import { startHouse } from '../support/house.js'

const house = await startHouse({ VOXBURST_PLATFORMS: 'live' })

it.each([
  ['POST', '/sandbox/accounts'],
  ['POST', '/sandbox/faults'],
  ['GET', '/sandbox/faults'],
  ['GET', '/sandbox/posts'],
  ['GET', '/sandbox/requests'],
  ['POST', '/sandbox/clock'],
  ['POST', '/sandbox/reset'],
  ['GET', '/sandbox'],
  ['GET', '/sandbox/twitter/api.x.com/2/users/me'],
])('in live mode there is no %s %s', async (method, path) => {
  const { error } = await house.call<{ error: { code: string } }>(
    method,
    path,
    method === 'POST' ? {} : undefined,
    { status: 404 },
  )
  expect(error.code).toBe('NOT_FOUND')
})
