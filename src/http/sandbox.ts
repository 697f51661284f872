import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import { getAccount } from '../accounts/account-verbs.js'
import { answerConnectPage, beginConnect, finishConnect } from '../accounts/connect.js'
import { presentAccount } from '../accounts/present-account.js'
import { platformSlug } from '../connectors/platform-slug.js'
import { presentUrl } from '../connectors/present-url.js'
import { newFault, newTime, platformName, postsQuery, requestsQuery } from '../sandbox/control-schemas.js'
import type { SandboxControl } from '../sandbox/sandbox.js'
import type { NewSimUser } from '../sandbox/simulator.js'
import { advanceClock, readClock } from '../store/clock.js'
import { authenticate } from './authenticate.js'
import { parsePart } from './parse.js'
import type { Parts } from './parts.js'

const newAccount = z.strictObject({
  platform: platformName,
  username: z.string().min(1).max(200).optional(),
  displayName: z.string().max(200).optional(),
  accountType: z.string().max(50).optional(),
  pages: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  login: z.string().max(50).optional(),
  scopes: z.array(z.string()).optional(),
  tokenExpiresInSeconds: z.int().min(0).optional(),
  suspended: z.boolean().optional(),
})

/** What a person can do to the sandbox, with any API key. Present in sandbox mode only. */
export function mountSandboxControl(server: FastifyInstance, parts: Parts, control: SandboxControl): void {
  const slugOf = (spelling: string): string => platformSlug(parts.connectors, spelling, 'platform')
  const call = <B>(request: FastifyRequest, schema: z.ZodType<B>): B =>
    parsePart(schema, request.body, 'body') as B

  server.register((routes, _options, done) => {
    routes.addHook('onRequest', async (request) => {
      await authenticate(parts, request)
    })
    routes.post('/sandbox/accounts', async (request, reply) => {
      const { workspaceId, userId } = await authenticate(parts, request)
      const body = call(request, newAccount)
      return reply
        .code(201)
        .send(
          await connectMadeUp(
            parts,
            control,
            { workspaceId, userId },
            slugOf(body.platform),
            body as NewSimUser,
          ),
        )
    })
    routes.post('/sandbox/faults', async (request, reply) => {
      const { workspaceId } = await authenticate(parts, request)
      const body = call(request, newFault)
      if (body.accountId !== null) await getAccount(parts.accounts, workspaceId, body.accountId)
      return reply.code(201).send(await control.addFault({ ...body, platform: slugOf(body.platform) }))
    })
    routes.get('/sandbox/faults', async () => ({ data: await control.listFaults() }))
    routes.delete('/sandbox/faults', async () => {
      await control.clearFaults()
      return { success: true }
    })
    routes.get('/sandbox/posts', async (request) => {
      const query = parsePart(postsQuery, request.query, 'query') as z.output<typeof postsQuery>
      return {
        data: await control.posts({
          ...query,
          ...(query.platform === undefined ? {} : { platform: slugOf(query.platform) }),
        }),
      }
    })
    routes.get('/sandbox/requests', async (request) => {
      const query = parsePart(requestsQuery, request.query, 'query') as z.output<typeof requestsQuery>
      return {
        data: await control.requests({
          ...query,
          ...(query.platform === undefined ? {} : { platform: slugOf(query.platform) }),
        }),
      }
    })
    routes.get('/sandbox/clock', () => readClock(parts.db))
    routes.post('/sandbox/clock', async (request) => {
      const { advanceMs } = call(request, newTime)
      await advanceClock(parts.db, advanceMs)
      await control.moveTo((await readClock(parts.db)).offsetMs)
      for (const kind of ['targets', 'comments', 'deliveries', 'media', 'accounts'] as const)
        parts.wake.due(kind)
      return readClock(parts.db)
    })
    routes.post('/sandbox/reset', async () => {
      await control.reset()
      return { success: true }
    })
    done()
  })
}

/** Makes a user at the simulator and connects it as a person would: through the connector's own path. */
async function connectMadeUp(
  parts: Parts,
  control: SandboxControl,
  owner: { workspaceId: string; userId: string },
  slug: string,
  input: NewSimUser,
) {
  const { user, answers } = await control.createUser(slug, input)
  const callback = `${parts.config.publicUrl}/connect/${slug}/done`
  const begun = await beginConnect(parts.accounts, {
    ...owner,
    platform: slug,
    callbackUrl: null,
    forcePrompt: false,
    pageMode: false,
    credentials: null,
  })
  if ('account' in begun) return presentAccount(parts.connectors, begun.account)
  const isOurPage = begun.url.startsWith(`${parts.config.publicUrl}/connect/`)
  const next = isOurPage ? await answerConnectPage(parts.accounts, slug, begun.state, answers) : begun.url
  const back = next.startsWith(callback) ? next : await consent(parts, slug, next, user.username)
  const code = new URL(back).searchParams.get('code')
  if (code === null)
    throw new ApiError(
      'INVALID_PARAM',
      `The simulated network did not consent: ${new URL(back).searchParams.get('error') ?? 'no code came back'}`,
    )
  const made = await finishConnect(parts.accounts, {
    workspaceId: owner.workspaceId,
    platform: slug,
    code,
    state: begun.state,
  })
  return presentAccount(parts.connectors, made.account)
}

/** Follows the network's consent page over real HTTP, answered at once as the made-up user. */
async function consent(
  parts: Parts,
  slug: string,
  authorizationUrl: string,
  username: string,
): Promise<string> {
  const base = parts.accounts.reach.sandboxBase() ?? parts.config.publicUrl
  const url = new URL(presentUrl({ mode: 'sandbox', publicUrl: base }, slug, authorizationUrl))
  url.searchParams.set('auto_user', username)
  const answer = await fetch(url, { redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location === null)
    throw new ApiError(
      'INVALID_PARAM',
      `The simulated network refused to ask for consent: ${(await answer.text()).slice(0, 300)}`,
    )
  return location
}
