import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startAgentServer, stdioTransport, walkThroughTools } from '../support/agent-tools.js'
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
