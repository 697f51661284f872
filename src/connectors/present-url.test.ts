import { expect, it } from 'vitest'
import { presentUrl } from './present-url.js'

const address = 'https://x.example/i/oauth2/authorize?state=a%2Fb&scope=x+y'

it('leads to the sandbox’s page in sandbox mode, wherever the sandbox runs', () => {
  const here = { mode: 'sandbox', publicUrl: 'http://localhost:3000', sandboxUrl: null } as const
  expect(presentUrl(here, 'acme', address)).toBe(
    'http://localhost:3000/sandbox/acme/x.example/i/oauth2/authorize?state=a%2Fb&scope=x+y',
  )
  expect(presentUrl({ ...here, sandboxUrl: 'http://sim:1' }, 'acme', 'https://x.example/p')).toBe(
    'http://sim:1/sandbox/acme/x.example/p',
  )
})

it('leaves our own pages alone, and everything in live mode', () => {
  const ours = 'http://localhost:3000/connect/acme?state=x'
  expect(presentUrl({ mode: 'sandbox', publicUrl: 'http://localhost:3000' }, 'acme', ours)).toBe(ours)
  expect(presentUrl({ mode: 'live', publicUrl: 'http://localhost:3000' }, 'acme', address)).toBe(address)
})
