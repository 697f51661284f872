// npm run new:platform acme: copies src/connectors/_template under the name, and adds its line to all.ts.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bad, good, root, say } from './steps.mjs'

const connectors = join(root, 'src', 'connectors')

/** Throws a sentence for a name that cannot be taken. */
function makePlatform(slug) {
  if (!/^[a-z][a-z0-9]{1,30}$/.test(slug ?? ''))
    throw new Error('Give it a name of lower-case letters and digits: npm run new:platform acme')
  const folder = join(connectors, slug)
  if (existsSync(folder)) throw new Error(`src/connectors/${slug} exists already.`)
  cpSync(join(connectors, '_template'), folder, { recursive: true })
  const capital = slug[0].toUpperCase() + slug.slice(1)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const text = readFileSync(path, 'utf8')
      .replaceAll('TEMPLATE', slug.toUpperCase())
      .replaceAll('Template', capital)
      .replaceAll('template', slug)
    writeFileSync(path, text)
  }
  const list = join(connectors, 'all.ts')
  const lines = readFileSync(list, 'utf8').trim().split('\n')
  const own = `export { ${slug} } from './${slug}/index.js'`
  writeFileSync(list, `${[...lines, own].sort().join('\n')}\n`)
}

try {
  const slug = process.argv[2]
  makePlatform(slug)
  say(`  ${good('✓')} src/connectors/${slug}, and its line in src/connectors/all.ts`)
  say(
    `    Next: its README.md, its simulator, then npx vitest run tests/conformance -t ${slug} and npm run generate`,
  )
} catch (error) {
  say(`  ${bad('✗')} ${error.message}`)
  process.exit(1)
}
