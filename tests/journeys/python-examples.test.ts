import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startServer } from '../support/server-process.js'

const program = fileURLToPath(new URL('python/examples.py', import.meta.url))
const picture = fileURLToPath(new URL('../fixtures/media/portrait-4x5-1080x1350.jpg', import.meta.url))
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0

// npm test installs python3-requests as root on Debian; elsewhere the name says what is missing.
const missing = hasRequests ? '' : ' (skipped: python3 with requests is not installed here)'

describe.runIf(hasRequests)(`the Python examples${missing}`, () => {
  it('run as the page shows them, with nothing but requests', async () => {
    const server = await startServer()
    const child = spawn('python3', [program, `${server.url}/v1`, picture], {
      env: { PATH: process.env['PATH'], VOXBURST_API_KEY: server.key, PYTHONDONTWRITEBYTECODE: '1' },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(child, 'close')) as [number]
    expect({ code, said }).toEqual({
      code: 0,
      said: [
        'health',
        'accounts',
        'upload',
        'validate',
        'schedule',
        'publish and poll',
        'webhook',
        'partial and retry',
        'repeat',
        'errors',
        'paginate',
      ]
        .map((flow) => `ok ${flow}\n`)
        .join(''),
    })
    await server.stop()
  })
})
