import { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import { notOffered } from '../../contract/not-offered.js'
import { serve, type Route } from './serve.js'

/** Key, scope and ids are checked as everywhere; then the answer says what is not there and what to do instead. */
export const notOfferedRoutes: readonly Route[] = notOffered.map(({ field, instead, ...endpoint }) =>
  serve({ ...endpoint, reply: z.never() }, () =>
    Promise.reject(
      new ApiError('VALIDATION_ERROR', `${endpoint.tag}: not offered by this server yet. ${instead}`, {
        field,
      }),
    ),
  ),
)
