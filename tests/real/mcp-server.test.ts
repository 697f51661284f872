import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  agentOver,
  type Agent,
  httpTransport,
  startAgentServer,
  stdioTransport,
  walkThroughTools,
} from '../support/agent-tools.js'
import type { RunningServer } from '../support/server-process.js'

/** `@voxburst/mcp-server` 0.4.0 from the registry, unmodified, through every tool and resource it has. */
const program = fileURLToPath(new URL('node_modules/@voxburst/mcp-server/dist/index.js', import.meta.url))
let server: RunningServer
const environment = (key: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  VOXBURST_API_KEY: key,
  VOXBURST_API_URL: server.url,
  VOXBURST_LOG_LEVEL: 'error',
})

walkThroughTools(async () => {
  server = await startAgentServer()
  return { server, transport: stdioTransport(program, environment(server.key)) }
})

it('has the same tools and resources as our own endpoint, with the same inputs', async () => {
  const official = (await agentOver(stdioTransport(program, environment(server.key)))).client
  const headers = { authorization: `Bearer ${server.key}` }
  const ours = (await agentOver(httpTransport(`${server.url}/mcp`, headers))).client
  const inputs = async (client: Agent['client']): Promise<object> =>
    Object.fromEntries(
      (await client.listTools()).tools.map(({ name, inputSchema }) => [name, plain(inputSchema as Schema)]),
    )
  expect(await inputs(ours)).toEqual(await inputs(official))
  const uris = async (client: Agent['client']): Promise<string[]> => [
    ...(await client.listResources()).resources.map(({ uri }) => uri),
    ...(await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
  ]
  expect(new Set(await uris(ours))).toEqual(new Set(await uris(official)))
})

type Schema = {
  type?: string
  enum?: string[]
  items?: Schema
  required?: string[]
  properties?: Record<string, object>
}

/** What both schemas say: names, types and choices. Ours have bounds and formats as well. */
function plain({ type, enum: choices, items, required = [], properties }: Schema): object {
  return {
    type: type === 'integer' ? 'number' : type,
    ...(choices === undefined ? {} : { choices: new Set(choices) }),
    ...(items === undefined ? {} : { items: items.type }),
    ...(properties === undefined
      ? {}
      : {
          required: new Set(required),
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) => [name, plain(each)]),
          ),
        }),
  }
}

describe('a key that is no key', () => {
  it('ends the start with a sentence', async () => {
    const child = spawn(process.execPath, [program], { env: environment('vb_live_wrong') })
    let told = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(told).toContain('Missing or invalid API key')
    expect(told).toContain('[UNAUTHORIZED]')
  })
})
