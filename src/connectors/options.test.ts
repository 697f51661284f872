import { expect, it } from 'vitest'
import { formSchema } from '../kit/form-schema.js'
import { objectOf } from './values.js'
import * as connectors from './all.js'

it.each(Object.values(connectors).map(({ slug, options }) => [slug, options] as const))(
  'a form for the options of %s says of each what it is for',
  (_slug, options) => {
    for (const [name, field] of Object.entries(objectOf(formSchema(options)['properties']))) {
      const { title, description, items } = objectOf(field)
      expect([name, title]).toEqual([name, expect.stringMatching(/^[A-Z][^_]*$/)])
      expect([name, description ?? objectOf(items)['description']]).toEqual([
        name,
        expect.stringMatching(/^\S.+/),
      ])
    }
  },
)
