import { z } from 'zod'
import type { SimRequest } from '../../../sandbox/simulator.js'
import { invalid } from './replies.js'

/** Characters are counted as JSON Schema counts them: code points. */
export function words(most: number) {
  return z
    .string()
    .refine((text) => [...text].length <= most, `has to have at most ${String(most)} characters`)
}

export const decimalId = z.string().regex(/^\d+$/, 'has to be a number in a string')

/** A JSON body as its schema has it; what does not fit is refused with the member's name. */
export function parsed<T>(schema: z.ZodType<T>, { json }: SimRequest): T {
  const given = schema.safeParse(json)
  if (given.success) return given.data
  const [problem] = given.error.issues
  return invalid(`${problem?.path.join('.') ?? ''}: ${problem?.message ?? 'is not valid'}`)
}
