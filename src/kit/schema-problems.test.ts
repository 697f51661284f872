import { expect, it } from 'vitest'
import { z } from 'zod'
import { problemsOf } from './schema-problems.js'

const schema = z.strictObject({
  who: z.enum(['public', 'private']).optional(),
  text: z.string().min(1).max(5).optional(),
  code: z.string().regex(/^a/).optional(),
  link: z.url().optional(),
  list: z.array(z.string()).max(1).optional(),
  inner: z.array(z.strictObject({ name: z.string() })).optional(),
  either: z
    .union([z.string(), z.object({ id: z.string() }), z.object({ type: z.enum(['image', 'video']) })])
    .optional(),
})

it.each<[object, string, string, object]>([
  [{ who: 'nobody' }, 'who', 'must be one of public, private.', {}],
  [{ text: 'longer' }, 'text', 'must have at most 5 characters.', { maxLength: 5, actualLength: 6 }],
  [{ text: '' }, 'text', 'must not be empty.', { minLength: 1, actualLength: 0 }],
  [{ list: ['a', 'b'] }, 'list', 'must have at most 1 entries.', { maxItems: 1, actualItems: 2 }],
  [{ code: 'b' }, 'code', 'has the wrong form.', {}],
  [{ link: 'nowhere' }, 'link', 'must be an address such as https://example.com/page.', {}],
  [{ txt: 'a' }, 'txt', 'is not known here. Did you mean text?', {}],
  [{ inner: [{ name: 'a', year: 1 }] }, 'inner.0.year', 'is not known here. Known are name.', {}],
  [{ inner: [{}] }, 'inner.0.name', 'is required.', {}],
  [{ either: { type: 'poem' } }, 'either.type', 'must be one of image, video.', {}],
  [{ either: {} }, 'either.id', 'is required.', {}],
  [{ either: 7 }, 'either', 'has the wrong form.', {}],
])('what is wrong with %j is said for people', (value, field, words, figures) => {
  const parsed = schema.safeParse(value)
  expect(parsed.error && problemsOf(schema, parsed.error, value)).toMatchObject([{ field, words, figures }])
})
