import type { Seal } from '../kit/seal.js'

type Holder = { workspaceId: string; keyId: string }

/**
 * The address of a key's tunnel: the same for as long as the key and the server's secret are. Its signature says that
 * it is ours and whose it is, so that it needs no row, cannot be guessed, and means nothing in another workspace.
 */
export function tunnelUrl({ publicUrl, seal }: { publicUrl: string; seal: Seal }, holder: Holder): string {
  return `${publicUrl}/tunnels/${holder.keyId}/${seal.sign(textOf(holder), 'tunnel')}`
}

/**
 * The key whose tunnel an address leads to; null where it is no tunnel of this workspace. The host does not matter:
 * what was entered before the server got another name still arrives.
 */
export function tunnelKeyOf(seal: Seal, workspaceId: string, url: string): string | null {
  const [, keyId, signature] = /^\/tunnels\/(\w+)\/([\w-]+)$/.exec(new URL(url).pathname) ?? []
  if (keyId === undefined || signature === undefined) return null
  return seal.verify(textOf({ workspaceId, keyId }), 'tunnel', signature) ? keyId : null
}

function textOf({ workspaceId, keyId }: Holder): string {
  return `${workspaceId}\n${keyId}`
}
