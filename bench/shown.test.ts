import { expect, test } from 'vitest'
import { rawPage, sortedOut } from './shown.js'

const fetched = sortedOut(
  [
    { path: '/assets/main-a.js', bytes: 70_000, end: 80 },
    { path: '/v1/auth/me', bytes: 200, end: 100 },
    { path: '/assets/home-b.js', bytes: 5_000, end: 150 },
    { path: '/v1/posts?limit=5', bytes: 800, end: 160 },
    { path: '/v1/posts?limit=5', bytes: 800, end: 200 },
    { path: '/v1/auth/me', bytes: 200, end: 190 },
    { path: '/v1/stream?lastEventId=evt_1', bytes: 0, end: 170 },
    { path: '/icon.svg', bytes: 300, end: 120 },
    { path: '/assets/chart-c.js', bytes: 90_000, end: 201 },
  ],
  { heading: 100, data: 200 },
)

test('what a page fetched is told apart by what it came in time for, and what its JavaScript weighs', () => {
  expect(fetched).toEqual({
    forHeading: ['/assets/main-a.js', '/v1/auth/me'],
    forData: ['/assets/home-b.js', '/v1/posts?limit=5'],
    js: 75_000,
  })
})

test('the bare page fetches before its heading and before its data what the page had by then', () => {
  const page = rawPage(fetched)
  const [first, heading, second, data] = page.slice(page.indexOf('await fetched')).split('\n')
  expect(first).toBe('await fetched(["/assets/main-a.js","/v1/auth/me"])')
  expect(heading).toContain('h1')
  expect(second).toBe('await fetched(["/assets/home-b.js","/v1/posts?limit=5"])')
  expect(data).toContain('main')
})
