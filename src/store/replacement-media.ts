import type { Tx } from './database.js'

const typesByExtension: Record<string, string> = { png: 'image/png', webp: 'image/webp', gif: 'image/gif' }

/**
 * Registers the picture that replaces a refused one. The address is fetched afterwards by the media worker; a dead
 * one fails the target when it is sent.
 */
export async function registerReplacement(
  tx: Tx,
  workspaceId: string,
  id: string,
  url: string,
): Promise<string> {
  const filename = decodeURIComponentSafely(new URL(url).pathname.split('/').at(-1) ?? '') || 'image'
  const type = typesByExtension[filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'image/jpeg'
  await tx.query({
    name: 'register-replacement',
    text: `
      insert into media (id, workspace_id, filename, content_type, declared_type, kind, status, origin, source_url, run_at)
      values ($1, $2, $3, $4, $4, 'image', 'READY', 'register', $5, vb_now())`,
    values: [id, workspaceId, filename.slice(0, 255), type, url],
  })
  return id
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('\0', '')
  } catch {
    // A stray % in a path is no reason to refuse the file.
    return text
  }
}
