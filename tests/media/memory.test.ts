import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createSeal } from '../../src/kit/seal.js'
import { newId } from '../../src/kit/ids.js'
import { uploadUrl } from '../../src/media/links.js'
import { insertMedia } from '../../src/store/media.js'
import { aWorkspace } from '../support/builders.js'
import { testDatabase } from '../support/database.js'

const secret = 'a secret key for tests'
const megabyte = 1_048_576

let child: ChildProcess | undefined
const folder = await mkdtemp(join(tmpdir(), 'vb-upload-'))
afterAll(async () => {
  child?.kill()
  await rm(folder, { recursive: true, force: true })
})

async function heard(kind: string): Promise<Record<string, number>> {
  for (;;) {
    const [message] = (await once(child as ChildProcess, 'message')) as [
      Record<string, number> & { kind: string },
    ]
    if (message['kind'] === kind) return message
  }
}

it('takes 300 MB without holding them in memory', { timeout: 60_000 }, async () => {
  const db = await testDatabase()
  const home = await aWorkspace(db)
  const sizeBytes = 300 * megabyte
  const id = newId('media')
  const row = await db.transaction((tx) =>
    insertMedia(tx, {
      id,
      workspaceId: home.workspaceId,
      filename: 'film.mp4',
      type: 'video/mp4',
      sizeBytes,
      kind: 'video',
      status: 'PENDING',
      origin: 'upload',
      source_url: null,
      alt_text: null,
      uploadMinutes: 15,
    }),
  )
  child = fork(new URL('upload-process.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  const up = heard('up')
  child.send({ connection: db.connection, folder, secret })
  const publicUrl = `http://127.0.0.1:${String((await up)['port'])}`
  const url = uploadUrl(
    { publicUrl, seal: createSeal(secret) },
    { id, type: 'video/mp4', sizeBytes },
    row.upload_expires_at ?? new Date(0),
  )
  const send = async (bytes: number): Promise<number> => {
    const piece = new Uint8Array(megabyte)
    let left = bytes
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left === 0) return controller.close()
        left -= megabyte
        controller.enqueue(piece.slice())
      },
    })
    const headers = { 'content-type': 'video/mp4' }
    const answer = await fetch(url, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit)
    await answer.text()
    return answer.status
  }
  // A first, short one is refused; it has everything loaded that an upload needs.
  expect(await send(20 * megabyte)).toBe(400)
  const ready = heard('ready')
  child.send('begin')
  await ready
  expect(await send(sizeBytes)).toBe(200)
  const told = heard('memory')
  child.send('end')
  const { before = 0, highest = Infinity } = await told
  expect(highest - before).toBeLessThan(60 * megabyte)
})
