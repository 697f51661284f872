import { expect, test } from 'vitest'
import { rawPage, sortedOut } from './shown.js'

const fetched = sortedOut([
  { path: '/assets/main-a.js', bytes: 70_000 },
  { path: '/assets/home-b.js', bytes: 5_000 },
  { path: '/assets/main-c.css', bytes: 9_000 },
  { path: '/v1/posts?limit=5', bytes: 800 },
  { path: '/v1/posts?limit=5', bytes: 800 },
  { path: '/v1/stream?lastEventId=evt_1', bytes: 0 },
  { path: '/icon.svg', bytes: 300 },
])

test('what a page fetched is told apart: files, calls without the stream, and what its JavaScript weighs', () => {
  expect(fetched).toEqual({
    files: ['/assets/main-a.js', '/assets/home-b.js', '/assets/main-c.css'],
    calls: ['/v1/posts?limit=5'],
    js: 75_000,
  })
})

test('the bare page fetches the same files before its heading and the same answers before its data', () => {
  const page = rawPage(fetched)
  const [files = '', heading = '', calls = '', data = ''] = page
    .slice(page.indexOf('await fetched'))
    .split('\n')
  expect(files).toBe(`await fetched(${JSON.stringify(fetched.files)})`)
  expect(heading).toContain('h1')
  expect(calls).toBe('await fetched(["/v1/posts?limit=5"])')
  expect(data).toContain('main')
})
