import { ApiError } from '../../contract/errors.js'
import { Refused } from '../kit/guarded-http.js'
import { ConnectRefused } from '../connectors/connector.js'
import { NoAnswer, NotSent } from '../connectors/platform-http.js'

/**
 * What a connector throws while it connects or reads, as the contract says it. `field` is what the caller sent, where
 * the connector names no single answer as the one at fault.
 */
export async function told<T>(work: () => Promise<T>, field?: string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ConnectRefused) throw refusal(error, field)
    if (error instanceof NotSent && error.cause instanceof Refused)
      throw new ApiError('VALIDATION_ERROR', error.cause.message, field === undefined ? {} : { field })
    if (error instanceof NotSent || error instanceof NoAnswer)
      throw new ApiError('SERVICE_UNAVAILABLE', away(error))
    throw error
  }
}

function refusal({ code, message, answer }: ConnectRefused, sent?: string): ApiError {
  const field = answer === null ? sent : `credentials.${answer}`
  const isOurs = code === 'SERVICE_UNAVAILABLE' || field === undefined
  return isOurs ? new ApiError(code, message) : new ApiError(code, message, { field })
}

export function away(error: Error): string {
  return `The network could not be reached: ${error.message.replace(/\.$/, '')}. Try again in a moment.`
}
