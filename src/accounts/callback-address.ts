import { ApiError } from '../../contract/errors.js'

/** Our page that a person comes back to when the caller names none; it finishes the connection by itself. */
export function ourCallback(publicUrl: string, slug: string): string {
  return `${publicUrl}/connect/${slug}/done`
}

/** Refuses addresses that codes may not be sent to: https to an allowed host, or localhost. */
export function checkCallback(
  address: string,
  allowed: { publicUrl: string; domains: readonly string[] },
): string {
  // Line ends vanish when an address is read, but not when it is sent on.
  const url = URL.canParse(address) && !/[\s\p{Cc}]/u.test(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.hash !== '')
    throw refusal('callbackUrl is not an address that a browser can come back to.')
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const isOurs = url.origin === new URL(allowed.publicUrl).origin
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (isLocal || isOurs)))
    throw refusal('callbackUrl has to be https (http is for localhost).')
  const hosts = allowed.domains.map((domain) => domain.trim().toLowerCase())
  if (!isLocal && !isOurs && !hosts.includes(url.hostname) && !hosts.includes(url.host)) {
    throw refusal(
      `callbackUrl leads to ${url.hostname}, which is not allowed. Add it to the workspace's callbackDomains or to VOXBURST_CALLBACK_DOMAINS.`,
    )
  }
  // As given: networks compare it letter by letter with what was registered.
  return address
}

function refusal(message: string): ApiError {
  return new ApiError('VALIDATION_ERROR', message, { field: 'callbackUrl' })
}
