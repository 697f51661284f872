import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { date, startClientRoom, type ClientRoom } from '../support/client-room.js'
import { startFileServer } from '../support/file-server.js'

// What the published MCP server declares of the replies that it passes on: agents read it, its own code does not.
// What the code of command line and MCP server reads is tested with these programs, in tests/real.

const headers = { 'user-agent': 'VoxBurst-MCP-Server/0.2.1' }
let room: ClientRoom
let cdn: { url: (name: string) => string }

beforeAll(async () => {
  room = await startClientRoom()
  cdn = await startFileServer()
})

it('registers media as a record of its own', async () => {
  const registered = await room.send('POST', '/v1/media/register', {
    headers,
    body: { url: cdn.url('card-1200x630.png'), contentType: 'image/png', filename: 'card-1200x630.png' },
    status: 201,
  })
  z.object({
    id: z.string(),
    filename: z.literal('card-1200x630.png'),
    contentType: z.literal('image/png'),
    status: z.literal('READY'),
  }).parse(registered)
})

it('shows an account whose optional parts are left out, not null', async () => {
  const account = await room.send('GET', `/v1/accounts/${room.accountId}`, { headers })
  const read = z
    .looseObject({
      id: z.string(),
      platform: z.string().lowercase(),
      username: z.string().nullable(),
      displayName: z.string().nullable(),
      avatarUrl: z.string().nullable(),
      accountType: z.string().nullable(),
      status: z.string(),
      connectedAt: date,
      followers: z.number().optional(),
      oauthVersion: z.string().optional(),
      flobProbe: z.object({}).optional(),
      needsPlaylistReauth: z.boolean().optional(),
      scopeHealth: z.object({ status: z.string() }).optional(),
    })
    .parse(account)
  expect(read).not.toHaveProperty('tokens')
})
