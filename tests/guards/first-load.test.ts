import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const most = 250_000
type Manifest = Record<string, { file: string; imports?: string[] }>

test('the first load of the landing route is under 250 kB of compressed JavaScript', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vb-dashboard-'))
  try {
    const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'dashboard/vite.config.ts']
    // As people get it: React’s own checks weigh as much as React.
    const env = { ...process.env, NODE_ENV: 'production' }
    await promisify(execFile)(process.execPath, [...vite, '--outDir', dir, '--emptyOutDir'], { env })

    const manifest = JSON.parse(await readFile(join(dir, '.vite/manifest.json'), 'utf8')) as Manifest
    const files = new Set<string>()
    const load = (name: string): void => {
      const chunk = manifest[name]
      if (chunk === undefined) throw new Error(`The build has no ${name}`)
      if (files.has(chunk.file)) return
      files.add(chunk.file)
      chunk.imports?.forEach(load)
    }
    load('index.html')
    load('pages/home/home-page.tsx')

    const weights = await Promise.all(
      [...files].map(async (file) => ({ file, bytes: (await stat(join(dir, `${file}.gz`))).size })),
    )
    const sum = weights.reduce((bytes, each) => bytes + each.bytes, 0)
    expect(sum, JSON.stringify(weights, null, 2)).toBeLessThan(most)
    // Less than React alone weighs, and it was not the page that was weighed.
    expect(sum).toBeGreaterThan(50_000)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
