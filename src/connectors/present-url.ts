/**
 * A network's own address, as a person can open it here: in sandbox mode the simulator's page, else unchanged.
 * What is stored is always the network's own.
 */
export function presentUrl(
  reach: { mode: 'sandbox' | 'live'; publicUrl: string; sandboxUrl?: string | null },
  slug: string,
  address: string,
): string {
  if (reach.mode === 'live' || !URL.canParse(address)) return address
  const url = new URL(address)
  if (url.origin === new URL(reach.publicUrl).origin) return address
  return `${reach.sandboxUrl ?? reach.publicUrl}/sandbox/${slug}/${url.host}${url.pathname}${url.search}`
}
