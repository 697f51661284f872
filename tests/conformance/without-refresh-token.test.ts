import { expect, it } from 'vitest'
import { refreshAt } from '../../src/accounts/refresh-times.js'
import { connectors } from '../../src/app.js'
import { scripted } from '../support/scripted-network.js'

const renewing = connectors.filter(({ auth }) => auth.refresh !== undefined)

it.each(renewing.map((connector) => [connector.slug, connector] as const))(
  '%s: an access that came without a refresh token works until it ends, where nothing else renews it',
  async (_slug, connector) => {
    const expiresAt = '2026-03-01T00:00:00.000Z'
    const { ctx, asked } = scripted(() => new Error('No network'))
    const tokens = { accessToken: 'held', expiresAt }
    const answer = await connector.auth.refresh?.({ ...ctx, tokens }).catch(() => null)
    if (asked.length > 0) return
    expect(answer?.kind).toBe('revoked')
    expect(refreshAt(connector, tokens, ctx.now)).toEqual(new Date(expiresAt))
  },
)
