import type { Endpoint } from './endpoint.js'

/**
 * Endpoints that the documents of the API describe and this server does not have yet. They answer 400 and say so, so
 * that a client learns more than from "no such path". A feature that comes moves its lines to a file of its own.
 */
export type NotOffered = Pick<
  Endpoint,
  'name' | 'method' | 'path' | 'scope' | 'tag' | 'summary' | 'params'
> & {
  /** The part of the path that asks for what is not there: `details.field`. */
  field: string
  /** What to do instead, as a sentence. */
  instead: string
}

const preflight = {
  tag: 'Preflight',
  field: 'preflight',
  instead: 'POST /v1/posts/validate checks a post against the rules of every network.',
}

export const notOffered: readonly NotOffered[] = [
  {
    ...preflight,
    name: 'preflightPost',
    method: 'GET',
    path: '/v1/posts/preflight',
    scope: 'posts:read',
    summary: 'Risk tier of each account',
  },
]
