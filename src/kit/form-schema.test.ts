import { expect, it } from 'vitest'
import { z } from 'zod'
import { formSchema } from './form-schema.js'

it('gives every field a title and every word a name, at any depth, and leaves titles of their own', () => {
  const schema = z.strictObject({
    thumbOffsetMs: z.int().optional(),
    whoSees: z.enum(['SELF_ONLY', 'everyone']).meta({ title: 'Who may see it' }),
    cards: z.array(z.strictObject({ coverUrl: z.string() })).describe('Shown below'),
    properties: z.string().optional(),
  })
  expect(formSchema(schema)).toMatchObject({
    properties: {
      thumbOffsetMs: { title: 'Thumb offset (milliseconds)', type: 'integer' },
      whoSees: { title: 'Who may see it', enumNames: ['Self only', 'Everyone'] },
      cards: {
        title: 'Cards',
        description: 'Shown below',
        items: { properties: { coverUrl: { title: 'Cover URL' } } },
      },
      properties: { title: 'Properties' },
    },
    required: ['whoSees', 'cards'],
  })
})
