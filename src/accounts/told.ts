import { ApiError } from '../../contract/errors.js'
import { ConnectRefused } from '../connectors/connector.js'
import { NoAnswer, NotSent } from '../connectors/platform-http.js'

/** What a connector throws while it connects or reads, as the contract says it. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ConnectRefused) throw new ApiError(error.code, error.message)
    if (error instanceof NotSent || error instanceof NoAnswer)
      throw new ApiError('SERVICE_UNAVAILABLE', away(error))
    throw error
  }
}

export function away(error: Error): string {
  return `The network could not be reached: ${error.message}. Try again in a moment.`
}
