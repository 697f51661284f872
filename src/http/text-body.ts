import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.js'
import { plainType } from '../../contract/media.js'
import { decodeText } from '../imports/decode-text.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The type of text that the route takes as a body of its own. */
    textBody?: string
  }
}

/** A file as the body itself, as `curl --data-binary @posts.csv` sends it; the other fields stand in the query. */
export function textBody({ headers, routeOptions, query }: FastifyRequest, bytes: Buffer): unknown {
  const type = headers['content-type'] ?? ''
  const taken = routeOptions.config.textBody
  if (taken === undefined || plainType(type) !== taken)
    throw new ApiError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Send JSON with Content-Type: application/json${taken === undefined ? '' : `, or a file with ${taken}`}.`,
    )
  const charset = /charset="?([\w.:-]+)/i.exec(type)?.[1] ?? null
  const fields = Object.entries((query ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name,
    value === 'true' ? true : value === 'false' ? false : value,
  ])
  return {
    ...Object.fromEntries(fields),
    format: taken.slice('text/'.length),
    data: decodeText(bytes, charset),
  }
}
