import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { errorEnvelope } from '../../contract/common.js'
import { startTestApp } from '../support/app.js'

const app = await startTestApp()
const port = Number(new URL(app.url).port)

type Answer = { status: number; code: string; head: string }

/** Sends bytes as they are, and reads until the server has answered or hung up. */
function raw(bytes: string | Buffer, { andHangUp = false } = {}): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes)
      if (andHangUp) socket.end()
    })
    let text = ''
    const finish = (): void => {
      socket.destroy()
      if (text === '') return resolve(null)
      const [head = '', body = ''] = text.split('\r\n\r\n', 2)
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1])
      const parsed = errorEnvelope.safeParse(JSON.parse(body || '{}'))
      resolve({ status, head, code: parsed.data?.error.code ?? `no envelope: ${body}` })
    }
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN)
      const body = text.split('\r\n\r\n', 2)[1]
      if (body !== undefined && Buffer.byteLength(body) >= length) finish()
    })
    socket.on('close', finish)
    socket.on('error', reject)
  })
}

/** POST /v1/workspaces with a body of exactly these bytes. */
function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer | null> {
  const bytes = Buffer.from(body)
  const lines = Object.entries({
    Host: 'localhost',
    Authorization: `Bearer ${app.apiKey}`,
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return raw(Buffer.concat([Buffer.from(`POST /v1/workspaces HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]))
}

/** What is deep stands where no schema looks. */
function nested(levels: number): string {
  return `{"name":"Deep","unknown":${'['.repeat(levels)}${']'.repeat(levels)}}`
}

describe('a body', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['that is half of JSON', '{"name":', 400, 'BAD_REQUEST'],
    ['with something behind it', '{"name":"a"} and more', 400, 'BAD_REQUEST'],
    ['that is a list', '[]', 400, 'VALIDATION_ERROR'],
    ['that is text', '"name"', 400, 'VALIDATION_ERROR'],
    ['that nests 33 levels', nested(33), 400, 'VALIDATION_ERROR'],
    ['that nests 200,000 levels', nested(200_000), 400, 'VALIDATION_ERROR'],
    ['with U+0000 in a text', '{"name":"a\\u0000b"}', 400, 'VALIDATION_ERROR'],
    ['with U+0000 in a name', '{"name":"a","b\\u0000":1}', 400, 'VALIDATION_ERROR'],
    ['with half a surrogate pair', '{"name":"\\ud800"}', 400, 'VALIDATION_ERROR'],
    ['with a bare control character', '{"name":"a\u0001"}', 400, 'BAD_REQUEST'],
    [
      'that is not UTF-8',
      Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, 0x22, 0x7d]),
      400,
      'BAD_REQUEST',
    ],
    ['in Latin-1', Buffer.from('{"name":"Käse"}', 'latin1'), 400, 'BAD_REQUEST'],
    ['that would change prototypes', '{"name":"a","__proto__":{"admin":true}}', 400, 'BAD_REQUEST'],
    ['that would change constructors', '{"constructor":{"prototype":{"a":1}}}', 400, 'BAD_REQUEST'],
    ['with a number beyond all numbers', '{"name":1e999}', 400, 'VALIDATION_ERROR'],
    ['with a number of 100,000 digits', `{"name":${'9'.repeat(100_000)}}`, 400, 'VALIDATION_ERROR'],
    [
      'with 100,000 members',
      `{${Array.from({ length: 50_000 }, (_, i) => `"k${String(i)}":1`).join(',')}}`,
      400,
      'VALIDATION_ERROR',
    ],
    ['of more than a megabyte', `{"name":"${'x'.repeat(1_048_576)}"}`, 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s is refused in the envelope', async (_what, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, code })
  })

  it.each<[string, Record<string, string>, number, string]>([
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['XML', { 'Content-Type': 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['nothing sensible', { 'Content-Type': ';;;' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['larger than a megabyte', { 'Content-Length': '99999999' }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('that says it is %s is refused in the envelope', async (_what, headers, status, code) => {
    expect(await post('a=b', headers)).toMatchObject({ status, code })
  })

  it('that nests 32 levels is read', async () => {
    expect(await post(nested(32))).toMatchObject({ status: 201 })
  })

  it('whose member comes twice counts as its last, as JSON has it', async () => {
    expect(await post('{"name":7,"name":"Twice"}')).toMatchObject({ status: 201 })
  })

  it('that begins with a byte order mark is read', async () => {
    expect(await post('\ufeff{"name":"Marked"}')).toMatchObject({ status: 201 })
  })

  it('that ends too early gets no answer, and the next caller does', async () => {
    const head = `POST /v1/workspaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${app.apiKey}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n`
    const answer = await raw(`${head}{"name":"Ha`, { andHangUp: true })
    if (answer !== null) expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    const made = await app.db.query({ text: `select 1 from workspaces where name like 'Ha%'` })
    expect(made).toEqual([])
    expect((await app.api('GET', '/v1/auth/me')).status).toBe(200)
  })
})

describe('a request', () => {
  it.each<[string, string, number, string]>([
    ['that is no HTTP', 'HELLO\r\n\r\n', 400, 'BAD_REQUEST'],
    ['of a version that is not known', 'GET / HTTP/9.9\r\n\r\n', 400, 'BAD_REQUEST'],
    [
      'with a header that is none',
      'GET /v1/health HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    ['without a host', 'GET /v1/health HTTP/1.1\r\n\r\n', 400, 'BAD_REQUEST'],
    [
      'with two lengths',
      'POST /v1/posts HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'BAD_REQUEST',
    ],
    [
      'with a length and chunks',
      'POST /v1/posts HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    [
      'with huge headers',
      `GET /v1/health HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'BAD_REQUEST',
    ],
    ['to an unknown path', 'GET /v2/posts HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'NOT_FOUND'],
    ['out of the folder', 'GET /docs/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'NOT_FOUND'],
    ['with a broken escape', 'GET /v1/posts/%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'BAD_REQUEST'],
    [
      'with a method that is not known here',
      'PROPFIND /v1/posts HTTP/1.1\r\nHost: x\r\n\r\n',
      405,
      'METHOD_NOT_ALLOWED',
    ],
    [
      'with a method that the path has not',
      'PUT /v1/posts HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
      405,
      'METHOD_NOT_ALLOWED',
    ],
    [
      'with a key in two parts',
      'GET /v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a b\r\n\r\n',
      401,
      'UNAUTHORIZED',
    ],
    [
      'with another kind of key',
      'GET /v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YTpi\r\n\r\n',
      401,
      'UNAUTHORIZED',
    ],
  ])('%s is refused in the envelope, with an id', async (_what, bytes, status, code) => {
    const answer = await raw(bytes)
    expect(answer).toMatchObject({ status, code })
    expect(answer?.head).toMatch(/x-request-id: \S+/i)
  })
})
