import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { httpTransport, startAgentServer, walkThroughTools } from '../support/agent-tools.js'

type Settings = { mcpServers: { voxburst: { type: string; url: string; headers: Record<string, string> } } }

/** An agent at our own endpoint, set up as the README says, with the client of the protocol's own library. */
walkThroughTools(async () => {
  const server = await startAgentServer()
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, snippet = ''] = /```json\n(\{\s+"mcpServers"[^`]+)```/.exec(readme) ?? []
  const { voxburst } = (
    JSON.parse(
      snippet.replace('http://localhost:3000', server.url).replace('vb_live_…', server.key),
    ) as Settings
  ).mcpServers
  expect(voxburst.type).toBe('http')
  return { server, transport: httpTransport(voxburst.url, voxburst.headers) }
})
