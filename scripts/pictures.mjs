// npm run pictures: photographs every page into .cache/screens, and makes the README's pictures of the best of them.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { root, run, step, tool } from './steps.mjs'

/** Name of the picture: the page's. Each from its top, in pixels. */
const best = { calendar: 'calendar-month', compose: 'compose', post: 'post-partial', analytics: 'analytics' }
const [width, height] = [1280, 860]

const node = process.execPath
await step('Building', () => run(node, [join(root, 'scripts/build.mjs')]))
await step('Photographing every page', () =>
  run(node, [tool('vitest'), 'run', 'tests/browser/screens.test.ts']),
)
await step('Making the pictures of the README', async () => {
  const out = join(root, 'docs', 'pictures')
  mkdirSync(out, { recursive: true })
  for (const [name, page] of Object.entries(best))
    for (const scheme of ['light', 'dark'])
      await sharp(join(root, '.cache', 'screens', `${page}-${width}-${scheme}.png`))
        .extract({ left: 0, top: 0, width, height })
        .webp({ quality: 80, effort: 6 })
        .toFile(join(out, `${name}-${scheme}.webp`))
})
