import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort, type PostView, type SandboxPostView } from '../support/house.js'
import { atTheEnd, eventually, startServer } from '../support/server-process.js'

const root = join(import.meta.dirname, '..', '..')

it('the README’s first post goes out with its picture on three networks, is refused by one, mended, and told by signed webhooks', async () => {
  const server = await startServer()
  const text = (await readFile(join(root, 'README.md'), 'utf8'))
    .replace(/KEY=vb_live_\S+/, `KEY=${server.key}`)
    .replaceAll('http://localhost:3000', server.url)
    .replaceAll('4000', String(await freePort()))
    .replace('soon 10)', 'soon 0)')
  const [start, connect, subscribe, upload, publish, refuse, fix] = blocksOf(text)
  expect(start).toBe('npm start')
  const shell = aShell()

  await shell.run(connect)
  await shell.run(subscribe)
  await eventually(() => shell.said().includes('Waiting for webhooks'), 'the receiver listens')
  await shell.run(upload)
  await eventually(
    async () => (await shell.run('api /v1/media/$MEDIA | pick status')).includes('READY'),
    'READY',
  )

  await shell.run(publish)
  await eventually(() => shell.said().includes('✓ post.published PUBLISHED'), 'the webhook of the first post')
  for (const platform of ['twitter', 'bluesky', 'mastodon'])
    expect(await published(platform)).toMatchObject([
      { text: 'Hello from VoxBurst', media: [{ kind: 'image', width: 1080 }] },
    ])

  await shell.run(refuse)
  await eventually(() => shell.said().includes('✓ post.published PARTIAL'), 'the webhook of the refusal')
  const fixing = await shell.run(fix)
  expect(fixing).toMatch(/"status":"partial".*"code":"CONTENT_REJECTED"/)
  const postId = /post_\w+/.exec(fixing)?.[0] ?? ''
  await eventually(
    async () => (await server.call<PostView>('GET', `/v1/posts/${postId}`)).status === 'published',
    'the mended post is out',
  )
  expect((await published('twitter')).map((post) => post.text)).toEqual([
    'A post that X takes',
    'Hello from VoxBurst',
  ])
  await eventually(
    () => shell.said().split('✓ post.published').length === 4,
    'the webhook of the mended post',
  )
  expect(shell.said()).not.toContain('✗')
  await server.stop()

  async function published(platform: string): Promise<SandboxPostView[]> {
    const path = `/sandbox/posts?platform=${platform}`
    return (await server.call<{ data: SandboxPostView[] }>('GET', path)).data
  }
})

/** What a reader pastes, in order: the shell blocks up to the next chapter. */
function blocksOf(text: string): string[] {
  const chapter = text.slice(text.indexOf('## Five minutes'), text.indexOf('## For real'))
  return [...chapter.matchAll(/```sh\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '')
}

/** A shell that stays open, as the reader's does. */
function aShell(): { run: (commands?: string) => Promise<string>; said: () => string } {
  const child = spawn('bash', [], { cwd: root, env: { PATH: process.env['PATH'] }, detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))
  atTheEnd(async () => {
    // With the receiver that it started.
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ended
  })
  let count = 0
  return {
    said: () => said,
    async run(commands = 'exit 1') {
      const from = said.length
      const mark = `--- ${String((count += 1))} done`
      child.stdin.write(`${commands}\necho; echo '${mark}'\n`)
      await eventually(() => said.includes(mark), commands)
      return said.slice(from)
    },
  }
}
