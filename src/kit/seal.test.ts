import { expect, it } from 'vitest'
import { createSeal } from './seal.js'

const seal = createSeal('a secret of some length')

it('opens what it sealed, for the same purpose only', () => {
  const sealed = seal.seal({ accessToken: 't' }, 'account acc_1')
  expect(seal.open(sealed, 'account acc_1')).toEqual({ accessToken: 't' })
  expect(() => seal.open(sealed, 'account acc_2')).toThrow()
})

it('does not show what it holds, and seals the same value differently each time', () => {
  const one = seal.seal('hunter2', 'x')
  expect(one.toString('latin1')).not.toContain('hunter2')
  expect(one.equals(seal.seal('hunter2', 'x'))).toBe(false)
})

it('refuses changed bytes and other keys with a sentence', () => {
  const sealed = seal.seal('v', 'x')
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1
  expect(() => seal.open(sealed, 'x')).toThrow()
  expect(() => createSeal('another secret, longer').open(seal.seal('v', 'x'), 'x')).toThrow(
    'another VOXBURST_SECRET_KEY',
  )
})
