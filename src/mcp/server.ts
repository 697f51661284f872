import { z } from 'zod'
import { problemsOf } from '../kit/schema-problems.js'
import { version } from '../version.js'
import { nextStep, Refusal, type Api } from './api.js'
import { readResource, resources, templates } from './resources.js'
import { tools, type Tool } from './tools.js'

const instructions =
  'Posts to social networks. Begin with list_accounts for the ids to post to; check a text with validate_content before it is scheduled. Times are in UTC unless they name a zone.'
const mimeType = 'application/json'
/** What MCP answers for an address that leads nowhere. */
const noSuchResource = -32_002

/**
 * Answers one message of an agent. The protocol's own library is loaded with the first: who has no agents does not
 * carry it.
 */
export async function answerAgent(api: Api, request: Request, message: unknown): Promise<Response> {
  const [{ Server }, { WebStandardStreamableHTTPServerTransport }, types] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/index.js'),
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  const server = new Server(
    { name: 'voxburst', version },
    { capabilities: { tools: {}, resources: {} }, instructions },
  )
  server.setRequestHandler(types.ListToolsRequestSchema, () => ({ tools: tools.map(presentTool) }))
  server.setRequestHandler(types.CallToolRequestSchema, ({ params }) =>
    useTool(api, params.name, params.arguments ?? {}),
  )
  server.setRequestHandler(types.ListResourcesRequestSchema, () => ({
    resources: resources.map(({ uri, name, description }) => ({ uri, name, description, mimeType })),
  }))
  server.setRequestHandler(types.ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: templates.map(({ uriTemplate, name, description }) => ({
      uriTemplate,
      name,
      description,
      mimeType,
    })),
  }))
  server.setRequestHandler(types.ReadResourceRequestSchema, async ({ params: { uri } }) => ({
    contents: [{ uri, mimeType, text: JSON.stringify(await read(api, uri), null, 2) }],
  }))
  // Without a session: every request stands alone, so that any process may answer it.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  try {
    return await transport.handleRequest(request, { parsedBody: message })
  } finally {
    await server.close()
  }
}

function presentTool({ name, title, description, input, hint }: Tool) {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(input, { io: 'input', target: 'draft-7' })
  return {
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: 'object' as const },
    annotations: {
      readOnlyHint: hint === 'reads',
      destructiveHint: hint === 'destroys',
      openWorldHint: hint !== 'reads',
    },
  }
}

type Answer = { content: { type: 'text'; text: string }[]; isError?: true }

async function useTool(api: Api, name: string, given: Record<string, unknown>): Promise<Answer> {
  const tool = tools.find((each) => each.name === name)
  if (tool === undefined)
    return failed({
      error: 'UNKNOWN_TOOL',
      message: `There is no tool ${name}.`,
      next: `Use one of ${tools.map((each) => each.name).join(', ')}.`,
    })
  const parsed = tool.input.safeParse(given)
  if (!parsed.success) {
    const problems = problemsOf(tool.input, parsed.error, given)
    const message = problems
      .map(({ field, words }) => `${field === '' ? 'The input' : `${field}:`} ${words}`)
      .join('; ')
    return failed({ error: 'INVALID_INPUT', message, next: 'Mend what is named and call again.' })
  }
  try {
    return said(await tool.call(api, parsed.data as never))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, statusCode, details } = error
    const next = nextStep(error)
    return failed({
      error: code,
      message,
      statusCode,
      ...(details === undefined ? {} : { details }),
      ...(next === null ? {} : { next }),
    })
  }
}

function said(value: unknown): Answer {
  return { content: [{ type: 'text', text: JSON.stringify(value, null, 2) }] }
}

function failed(value: { error: string; message: string } & Record<string, unknown>): Answer {
  return { ...said(value), isError: true }
}

async function read(api: Api, uri: string): Promise<unknown> {
  try {
    const found = readResource(api, uri)
    if (found !== undefined) return await found
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, statusCode, message } = error
    throw withCode(`VoxBurst API error (${String(statusCode)}): ${message} [${code}]`)
  }
  throw withCode(`There is nothing at ${uri.slice(0, 200)}.`)
}

function withCode(message: string): Error {
  return Object.assign(new Error(message), { code: noSuchResource })
}
