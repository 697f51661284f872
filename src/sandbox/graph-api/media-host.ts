import { fileTypeFromBuffer } from 'file-type'
import type { SimReply, SimRoute } from '../simulator.js'

/** Where Meta's networks show the file of a post: what was uploaded, by its id, as what its bytes are. */
export function fileRoute(host: string, operation: SimRoute['operation'], notFound: SimReply): SimRoute {
  return {
    method: 'GET',
    host,
    path: '/v/:id',
    operation,
    async handle({ params }, world) {
      const bytes = world.keptFile(params['id'] ?? '')
      const type = (await fileTypeFromBuffer(bytes))?.mime
      if (type === undefined) return notFound
      const headers = {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      }
      return { status: 200, headers, body: bytes }
    },
  }
}
