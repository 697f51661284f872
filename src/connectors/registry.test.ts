import { expect, it } from 'vitest'
import { FakeNetwork } from '../../tests/support/fake-network.js'
import { createRegistry } from './registry.js'

it('refuses a connector that sends several calls to each of its recipients', () => {
  const many = { ...new FakeNetwork().connector('many'), recipients: () => ['ann'] }
  const proceed = () => Promise.reject(new Error('not used'))
  expect(createRegistry([many]).get('many')).toBe(many)
  expect(() => createRegistry([{ ...many, proceed }])).toThrow(/many has recipients and proceed/)
})
