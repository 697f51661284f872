import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, errorCodes } from '../../contract/errors.js'
import { signIn } from '../../contract/sign-in.js'
import { isPassingDatabaseFault } from '../store/database.js'
import { linger } from './linger.js'

/** The only place that builds an error body. What is not ours to tell becomes INTERNAL_ERROR with the request's id. */
export function errorReply(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const told = asApiError(error, request)
  const { status } = errorCodes[told.code]
  if (told.code === 'INTERNAL_ERROR') request.log.error({ err: error }, 'A request failed')
  if (told.retryAfter !== undefined)
    reply.header('Retry-After', String(Math.max(1, Math.ceil(told.retryAfter))))
  if (told.code === 'PAYLOAD_TOO_LARGE') linger(request, reply)
  if (status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (Array.isArray(told.details?.['allowed'])) reply.header('Allow', told.details['allowed'].join(', '))
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(
      JSON.stringify({
        error: {
          code: told.code,
          message: told.message,
          ...(told.details === undefined ? {} : { details: told.details }),
        },
        // The official command line shows nothing else of a refused sign-in.
        ...(request.routeOptions.url === signIn.path ? { message: told.message } : {}),
      }),
    )
}

function asApiError(error: FastifyError | Error, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error
  if (isPassingDatabaseFault(error))
    return new ApiError(
      'SERVICE_UNAVAILABLE',
      'The database does not answer. Try again in a moment.',
      undefined,
      1,
    )
  const code = 'code' in error ? error.code : ''
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError(
        'PAYLOAD_TOO_LARGE',
        'The body is larger than 1 MB. Upload files with POST /v1/media/upload.',
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send JSON with Content-Type: application/json.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('BAD_REQUEST', 'The body is shorter or longer than its Content-Length.')
  }
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status !== undefined && status >= 400 && status < 500) {
    return new ApiError(status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST', 'The request is malformed.')
  }
  return new ApiError(
    'INTERNAL_ERROR',
    `Something went wrong on our side. Tell us this request id: ${request.id}`,
    { requestId: request.id },
  )
}
