import { ApiError } from '../../contract/errors.js'
import type { Connector, Grant } from '../connectors/connector.js'

const tokenNames = ['accessToken', 'refreshToken', 'expiresAt']

/**
 * Tokens that the caller already holds for the same app, where the network has a consent page. Null: the credentials
 * are answers to what our page asks.
 */
export function grantIn(
  connector: Connector,
  credentials: Record<string, string>,
  pageMode: boolean,
): Grant | null {
  const { accessToken, refreshToken, expiresAt, ...rest } = credentials
  if (accessToken === undefined || !takesTokens(connector)) return null
  checkAnswers(connector, rest)
  const data = connector.auth.dataFor?.(rest, { pageMode })
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
    ...(data === undefined ? {} : { data }),
  }
}

function takesTokens({ auth }: Connector): boolean {
  return auth.authorize !== undefined && (auth.dataFor !== undefined || (auth.fields ?? []).length === 0)
}

/** Refuses answers that lack what is needed, or name what nobody asked. */
export function checkAnswers(connector: Connector, answers: Record<string, string>): void {
  const fields = connector.auth.fields ?? []
  const missing = fields.find((field) => field.required && (answers[field.name] ?? '').trim() === '')
  if (missing !== undefined)
    throw new ApiError('VALIDATION_ERROR', `${connector.name} asks for “${missing.label}”.`, {
      field: `credentials.${missing.name}`,
    })
  const unknown = Object.keys(answers).find((name) => !fields.some((field) => field.name === name))
  if (unknown === undefined) return
  const tokens = takesTokens(connector) ? tokenNames : []
  if (tokens.includes(unknown))
    throw new ApiError('VALIDATION_ERROR', `${unknown} comes with an accessToken.`, {
      field: 'credentials.accessToken',
    })
  const known = [...fields.map((field) => field.name), ...tokens].join(', ')
  throw new ApiError('VALIDATION_ERROR', `${connector.name} takes ${known}; ${unknown} is none of them.`, {
    field: `credentials.${unknown}`,
  })
}
