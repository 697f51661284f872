import { expect, it } from 'vitest'
import { nameFrom } from './plain-name.js'

it.each([
  ['acme.berlin', 'Acme Berlin'],
  ['@ann_s', 'Ann S'],
  ['ada@mastodon.example', 'Ada'],
  ['émile', 'Émile'],
  ['__', null],
  [undefined, null],
])('whoever was asked for as %s is called %s', (typed, name) => {
  expect(nameFrom(typed)).toBe(name)
})
