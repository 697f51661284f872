import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import type { Json } from '../../src/kit/json.js'
import { parseJson } from '../../src/kit/parse-json.js'
import { Journal } from '../../src/sandbox/journal.js'
import { createSandbox, type SandboxControl } from '../../src/sandbox/sandbox.js'
import type { Fault, FaultKind } from '../../contract/sandbox.js'
import type { SimTable, Simulator, SimWorld } from '../../src/sandbox/simulator.js'

/** `text` is what came, before anything was read from it. */
export type Answer = { status: number; headers: Headers; body: Json; text: string }

export type SimulatorClient = {
  /** Calls the network's own address, over a real socket, as a connector's request would come. */
  call: (
    method: string,
    url: string,
    options?: {
      headers?: Record<string, string>
      body?: string | Buffer | FormData | URLSearchParams
      json?: Json
    },
  ) => Promise<Answer>
  fault: (fault: FaultKind, operation: Fault['operation'], more?: { retryAfter?: number }) => Promise<unknown>
  control: SandboxControl
  /** Ends the sandbox and begins it again with what is on disk. */
  restart: () => void
  /** Rows that were read in lists so far: what grows with the number of posts. */
  rowsListed: () => number
}

/** One simulator behind a port of its own, without the rest of the house. Ends with the test file. */
export async function startSimulator(
  simulator: Simulator,
  fetched: SimWorld['fetch'] = () => Promise.reject(new Error('nothing is fetched in these tests')),
  sent: SimWorld['send'] = () => Promise.reject(new Error('nothing is sent in these tests')),
): Promise<SimulatorClient> {
  const dir = await mkdtemp(join(tmpdir(), 'vb-simulator-'))
  const failures: string[] = []
  const listed = countListedRows()
  let base = ''
  const open = () =>
    createSandbox({
      dir,
      simulators: [simulator],
      publicBase: () => base,
      fetch: fetched,
      send: sent,
      log: (message, facts) => failures.push(`${message} ${JSON.stringify(facts)}`),
    })
  let sandbox = open()
  const server = createServer((message, response) => void sandbox.handle(message, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    sandbox.close()
    await rm(dir, { recursive: true, force: true })
    if (failures.length > 0) throw new Error(failures.join('\n'))
  })
  return {
    async call(method, url, { headers = {}, body, json } = {}) {
      const answer = await fetch(`${base}/sandbox/${simulator.slug}/${url.replace(/^https:\/\//, '')}`, {
        method,
        redirect: 'manual',
        headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(json !== undefined
          ? { body: JSON.stringify(json) }
          : body === undefined
            ? {}
            : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : body }),
      })
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: parseJson(text) ?? text, text }
    },
    fault: (fault, operation, more = {}) =>
      sandbox.control.addFault({
        platform: simulator.slug,
        accountId: null,
        fault,
        times: 1,
        operation,
        retryAfter: more.retryAfter ?? null,
        delayMs: null,
      }),
    get control() {
      return sandbox.control
    },
    restart() {
      sandbox.close()
      sandbox = open()
    },
    rowsListed: () => listed.rows,
  }
}

// Taken once: a file may start several simulators.
const uncounted = Journal.prototype.table

function countListedRows(): { rows: number } {
  const listed = { rows: 0 }
  const counted = <T>(rows: T[]): T[] => {
    listed.rows += rows.length
    return rows
  }
  vi.spyOn(Journal.prototype, 'table').mockImplementation(function <T extends Json>(
    this: Journal,
    name: string,
  ): SimTable<T> {
    const rows = uncounted.call(this, name) as unknown as SimTable<T>
    return {
      ...rows,
      entries: () => counted(rows.entries()),
      values: () => counted(rows.values()),
      get size() {
        return rows.size
      },
    }
  })
  return listed
}
