import { ApiError } from '../../contract/errors.js'

/** Limits of `metadata`, from the posts reference but for `depth` and `bytes` (as JSON); breaking one answers 422. */
export const metadataLimits = { key: 100, string: 1_000, items: 100, item: 200, depth: 10, bytes: 65_536 }

/** Refuses metadata beyond its limits. Objects inside follow the same rules; numbers, booleans and null are free. */
export function checkMetadata(metadata: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(metadata))
  if (bytes > metadataLimits.bytes)
    throw tooMuch('metadata', `is larger than ${String(metadataLimits.bytes)} bytes`, {
      maxBytes: metadataLimits.bytes,
      actualBytes: bytes,
    })
  checkMembers(metadata, 'metadata', 1)
}

function checkMembers(metadata: object, path: string, depth: number): void {
  if (depth > metadataLimits.depth)
    throw tooMuch(path, `is nested deeper than ${String(metadataLimits.depth)} levels`, {})
  for (const [key, value] of Object.entries(metadata) as [string, unknown][]) {
    const at = `${path}.${key.slice(0, metadataLimits.key)}`
    if (key.length > metadataLimits.key)
      throw tooMuch(at, `has a key longer than ${String(metadataLimits.key)} characters`, {
        maxLength: metadataLimits.key,
        actualLength: key.length,
      })
    checkValue(value, at, depth)
  }
}

function checkValue(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.length > metadataLimits.string)
      throw tooMuch(path, `is longer than ${String(metadataLimits.string)} characters`, {
        maxLength: metadataLimits.string,
        actualLength: value.length,
      })
  } else if (Array.isArray(value)) {
    checkItems(value, path)
  } else if (typeof value === 'object' && value !== null) {
    checkMembers(value, path, depth + 1)
  }
}

function checkItems(items: readonly unknown[], path: string): void {
  if (items.length > metadataLimits.items)
    throw tooMuch(path, `has more than ${String(metadataLimits.items)} items`, {
      maxItems: metadataLimits.items,
      actualItems: items.length,
    })
  for (const [index, item] of items.entries()) {
    const length = typeof item === 'string' ? item.length : JSON.stringify(item).length
    if (length > metadataLimits.item)
      throw tooMuch(`${path}.${String(index)}`, `is longer than ${String(metadataLimits.item)} characters`, {
        maxLength: metadataLimits.item,
        actualLength: length,
      })
  }
}

function tooMuch(field: string, why: string, details: Record<string, number>): ApiError {
  return new ApiError('UNPROCESSABLE_ENTITY', `${field} ${why}.`, { field, ...details })
}
