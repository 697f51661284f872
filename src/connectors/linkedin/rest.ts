import type { ConnectContext } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'

/** Of the versions that LinkedIn offers; it ends on 15 September 2027. Source: README.md, "Versions". */
const standardVersion = '202609'

type Calls = Pick<ConnectContext, 'http' | 'app' | 'tokens'>
type Call = Omit<PlatformRequest, 'url' | 'query'> & { path: string }

/** A call of the versioned API. `path` begins after `/rest/`, its URNs percent-encoded. */
export function rest(ctx: Calls, { path, headers, ...request }: Call): Promise<PlatformReply> {
  return ctx.http({
    ...request,
    url: `https://api.linkedin.com/rest/${path}`,
    headers: {
      ...bearer(ctx),
      'linkedin-version': versionOf(ctx),
      'x-restli-protocol-version': '2.0.0',
      ...headers,
    },
  })
}

export function versionOf({ app }: Pick<ConnectContext, 'app'>): string {
  return app['LINKEDIN_API_VERSION'] || standardVersion
}

export function bearer({ tokens }: Pick<ConnectContext, 'tokens'>): Record<string, string> {
  return { authorization: `Bearer ${tokens.accessToken}` }
}
