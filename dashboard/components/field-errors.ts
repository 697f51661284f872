import { VoxBurstError } from '../../sdk/errors.js'
import { useErrorMessage } from './asked.js'

/**
 * Where to say what the server refused: beside the field that it names, `at('tags')` for `tags.3` too; what is about none
 * of the form's fields is the `rest`.
 */
export function useFieldErrors(
  error: unknown,
  fields: readonly string[],
): { at: (field: string) => string | null; rest: unknown } {
  const message = useErrorMessage()
  const named = error instanceof VoxBurstError ? error.field : undefined
  const field = fields.find((each) => named === each || named?.startsWith(`${each}.`) === true)
  return {
    at: (asked) => (asked === field ? message(error) : null),
    rest: field === undefined ? error : null,
  }
}
