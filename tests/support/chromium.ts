import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'

const root = join(import.meta.dirname, '..', '..')

/**
 * A real Chromium, headless. It comes with the packages, so that a machine needs none; `VB_TEST_CHROMIUM` names
 * another one to use.
 */
export async function launchChromium(): Promise<Browser> {
  const own = process.env['VB_TEST_CHROMIUM']
  const packed = own === undefined ? await unpacked() : null
  return chromium.launch({
    executablePath: own ?? join(packed ?? '', 'chromium'),
    // Chromium’s own sandbox refuses root, and containers refuse it; the pages are ours.
    chromiumSandbox: false,
    args: ['--font-render-hinting=none'],
    ...(packed === null ? {} : { env: environment(packed) }),
  })
}

/** The libraries that come along: those of the machine may be missing. */
function environment(dir: string): Record<string, string> {
  return {
    ...process.env,
    LD_LIBRARY_PATH: [join(dir, 'al2023', 'lib'), dir].join(':'),
    FONTCONFIG_FILE: join(dir, fontsFile),
  } as Record<string, string>
}

/**
 * Without a single font Chromium crashes. The font that comes along is everybody's first, so that pages look the same
 * on every machine; what it has no letters for is taken from the machine.
 */
const fontsFile = 'fonts.conf'
const fonts = (dir: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${dir}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${dir}/fonts-cache</cachedir>
  <match target="pattern">
    <edit name="family" mode="append" binding="weak"><string>Open Sans</string></edit>
  </match>
  ${['sans-serif', 'serif', 'system-ui']
    .map((family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`)
    .join('\n  ')}
</fontconfig>
`

/** Where the Chromium of the packages is unpacked, 209 MB: once for a checkout and a version. */
async function unpacked(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The packages have a Chromium for Linux on x64 alone: set VB_TEST_CHROMIUM to one here.')
  const name = '@sparticuz/chromium'
  const entry = createRequire(import.meta.url).resolve(name)
  const about = join(entry.slice(0, entry.lastIndexOf(name)), name, 'package.json')
  const { version } = (await import(about, { with: { type: 'json' } })) as { version: string }
  const dir = join(root, '.cache', 'chromium', version)
  if (existsSync(dir)) return dir
  const draft = `${dir}.${String(process.pid)}`
  await mkdir(draft, { recursive: true })
  try {
    // It unpacks into the temporary folder, and its libraries only where it takes itself to be on their machine.
    const unpack = `import chromium from '${name}'; await chromium.executablePath()`
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd: dirname(about),
      env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    })
    await writeFile(join(draft, fontsFile), fonts(dir))
    // Another process may have been first: then its folder is as good.
    await rename(draft, dir).catch(async (error: unknown) => {
      if (!existsSync(dir)) throw error
    })
    return dir
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
