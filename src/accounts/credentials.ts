import { ApiError } from '../../contract/errors.js'
import type { Connector, Grant } from '../connectors/connector.js'

/**
 * Tokens that the caller already holds for the same app, where the network has a consent page and nothing has to be
 * asked first. Null: the credentials are answers to what our page asks.
 */
export function grantIn(connector: Connector, credentials: Record<string, string>): Grant | null {
  const { accessToken, refreshToken, expiresAt, ...rest } = credentials
  if (accessToken === undefined || !takesTokens(connector)) return null
  checkAnswers(connector, rest)
  const isDate =
    expiresAt === undefined ||
    (/T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(expiresAt) && !Number.isNaN(Date.parse(expiresAt)))
  if (!isDate)
    throw new ApiError('INVALID_DATE', 'credentials.expiresAt is not an ISO 8601 date with a zone.', {
      field: 'credentials.expiresAt',
    })
  return {
    tokens: {
      accessToken,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    },
    scopes: connector.auth.scopes,
  }
}

function takesTokens({ auth }: Connector): boolean {
  return auth.authorize !== undefined && (auth.fields ?? []).length === 0
}

/** Refuses answers that lack what is needed, or name what nobody asked. */
export function checkAnswers(connector: Connector, answers: Record<string, string>): void {
  const fields = connector.auth.fields ?? []
  const missing = fields.find((field) => field.required && (answers[field.name] ?? '').trim() === '')
  if (missing !== undefined)
    throw new ApiError('VALIDATION_ERROR', `${connector.name} needs ${missing.name}: ${missing.label}.`, {
      field: `credentials.${missing.name}`,
    })
  const unknown = Object.keys(answers).find((name) => !fields.some((field) => field.name === name))
  if (unknown === undefined) return
  const tokens = takesTokens(connector) ? ['accessToken', 'refreshToken', 'expiresAt'] : []
  const known = [...fields.map((field) => field.name), ...tokens].join(', ')
  throw new ApiError('VALIDATION_ERROR', `${connector.name} takes ${known}; ${unknown} is none of them.`, {
    field: `credentials.${unknown}`,
  })
}
