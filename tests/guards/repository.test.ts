import { describe, expect, it } from 'vitest'
import { filesUnder, read, wordsOf } from '../support/source-files.js'

const product = filesUnder(['contract', 'src', 'sdk', 'cli'], ['.ts', '.tsx'])

describe('the product’s code', () => {
  it('reads the environment in src/config.ts alone', () => {
    const readers = product.filter((path) =>
      /process\s*\.\s*env|process\[['"]env|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(read(path)),
    )
    expect(readers.filter((path) => !path.endsWith('.test.ts'))).toEqual(['src/config.ts'])
  })

  it('says nothing on the console', () => {
    const sayers = product.filter(
      (path) =>
        read(path).includes('console') &&
        wordsOf(path, read(path)).some((word) => word.kind === 'name' && word.text === 'console'),
    )
    expect(sayers).toEqual([])
  })

  it('has no switched-off types and no unfinished places', () => {
    const all = [...product, ...filesUnder(['tests', 'scripts', 'bench'], ['.ts', '.mjs'])]
    // Put together here, so that this file does not find itself.
    const word = new RegExp(`@ts-(?:${'ign'}ore|${'noch'}eck)|\\b(?:TO${'DO'}|FIX${'ME'})\\b`)
    expect(all.filter((path) => word.test(read(path)))).toEqual([])
  })

  it('has no test that is left out or runs alone', () => {
    const tests = filesUnder(['contract', 'src', 'sdk', 'cli', 'tests'], ['.test.ts'])
    expect(tests.length).toBeGreaterThan(20)
    const idle = tests.filter((path) => /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/.test(read(path)))
    expect(idle).toEqual([])
  })
})

describe('the packages', () => {
  const manifest = JSON.parse(read('package.json')) as {
    version: string
    scripts: Record<string, string>
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
    optionalDependencies: Record<string, string>
  }

  it('install without running anything', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([])
  })

  it('are named exactly, and their lock file has no address that they come from', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    expect(
      Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)),
    ).toEqual([])
    for (const path of ['package-lock.json', ...filesUnder(['tests'], ['package-lock.json'])]) {
      expect([path, /"resolved":|https?:\/\/registry|_authToken/.test(read(path))]).toEqual([path, false])
    }
  })

  it('are all in the lock file, those of other machines too: npm ci refuses a package that names one which is not', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const around = (path: string): string[] =>
      path === '' ? [''] : [path, ...around(path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0)))]
    const isLocked = (path: string, name: string): boolean =>
      around(path).some((each) => `${each === '' ? '' : `${each}/`}node_modules/${name}` in packages)
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    )
    expect(missing).toEqual([])
  })

  it('have the version that the program says', () => {
    expect(read('src/version.ts')).toContain(`'${manifest.version}'`)
  })
})
