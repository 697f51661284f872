import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import { getAccount } from '../accounts/account-verbs.js'
import { answerConnectPage, beginConnect, finishConnect, type Connection } from '../accounts/connect.js'
import { presentAccount } from '../accounts/present-account.js'
import { platformSlug } from '../connectors/platform-slug.js'
import { presentUrl } from '../connectors/present-url.js'
import {
  newFault,
  newMessage,
  newTime,
  platformName,
  postsQuery,
  requestsQuery,
} from '../sandbox/control-schemas.js'
import type { SandboxControl } from '../sandbox/sandbox.js'
import type { NewSimUser, SimUser } from '../sandbox/simulator.js'
import { advanceClock, readClock } from '../store/clock.js'
import { workspaceIds } from '../store/workspaces.js'
import { workKinds } from '../work/wake.js'
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

const offered = {
  '/sandbox/accounts': ['POST'],
  '/sandbox/messages': ['POST'],
  '/sandbox/faults': ['GET', 'POST', 'DELETE'],
  '/sandbox/posts': ['GET'],
  '/sandbox/requests': ['GET'],
  '/sandbox/clock': ['GET', 'POST'],
  '/sandbox/reset': ['POST'],
}

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
    routes.post('/sandbox/messages', async (request, reply) => {
      const { workspaceId } = await authenticate(parts, request)
      const { platform: spelling, accountId, ...message } = call(request, newMessage)
      const platform = slugOf(spelling)
      const { remote_id: to } = await accountOn(parts, workspaceId, accountId, platform)
      return reply.code(201).send(await control.receive(platform, { ...message, to }))
    })
    routes.post('/sandbox/faults', async (request, reply) => {
      const { workspaceId } = await authenticate(parts, request)
      const body = call(request, newFault)
      const platform = slugOf(body.platform)
      if (body.accountId !== null) await accountOn(parts, workspaceId, body.accountId, platform)
      return reply.code(201).send(await control.addFault({ ...body, platform }))
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
    for (const [url, allowed] of Object.entries(offered))
      routes.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allowed.includes(method)),
        url,
        handler({ method }) {
          const message = `${method} is not offered here; ${allowed.join(' and ')} can be asked.`
          throw new ApiError('METHOD_NOT_ALLOWED', message, { allowed })
        },
      })
    routes.get('/sandbox/clock', () => readClock(parts.db))
    routes.post('/sandbox/clock', async (request) => {
      const { advanceMs } = call(request, newTime)
      await advanceClock(parts.db, advanceMs)
      await control.moveTo((await readClock(parts.db)).offsetMs)
      for (const kind of workKinds) parts.wake.due(kind)
      for (const id of await workspaceIds(parts.db)) parts.wake.changed(id, 'clock', null)
      return readClock(parts.db)
    })
    routes.post('/sandbox/reset', async () => {
      await control.reset()
      return { success: true }
    })
    done()
  })
}

/** Of somebody who is not there, or is elsewhere, a fault would wait for ever, and nobody could write there. */
async function accountOn(parts: Parts, workspaceId: string, id: string, platform: string) {
  const field = 'accountId'
  const account = await getAccount(parts.accounts, workspaceId, id).catch((error: unknown) => {
    if (error instanceof ApiError && error.code === 'NOT_FOUND')
      throw new ApiError('ACCOUNT_NOT_FOUND', error.message, { field })
    throw error
  })
  if (account.platform === platform) return account
  const message = `accountId: is an account on ${account.platform}, not on ${platform}.`
  throw new ApiError('VALIDATION_ERROR', message, { field })
}

/**
 * Makes a user at the simulator and connects it as a person would: through the connector's own path. One that is to
 * be suspended was connected before: networks let nobody in who is.
 */
async function connectMadeUp(
  parts: Parts,
  control: SandboxControl,
  owner: { workspaceId: string; userId: string },
  slug: string,
  input: NewSimUser,
) {
  const isSuspended = input.suspended === true
  const { user, answers } = await control.createUser(
    slug,
    isSuspended ? { ...input, suspended: false } : input,
  )
  const pageMode = (input.pages ?? []).length > 0
  const account = await connect(parts, owner, slug, user, answers, pageMode)
  if (isSuspended)
    await control.createUser(slug, { username: input.username ?? user.username, suspended: true })
  return presentAccount(parts, account)
}

async function connect(
  parts: Parts,
  owner: { workspaceId: string; userId: string },
  slug: string,
  user: SimUser,
  answers: Record<string, string>,
  pageMode: boolean,
): Promise<Connection['account']> {
  const callback = `${parts.config.publicUrl}/connect/${slug}/done`
  const begun = await beginConnect(parts.accounts, {
    ...owner,
    platform: slug,
    callbackUrl: null,
    forcePrompt: false,
    pageMode,
    credentials: null,
  })
  if ('account' in begun) return begun.account
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
  return made.account
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
