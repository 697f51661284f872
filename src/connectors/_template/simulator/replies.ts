import type { SimReply } from '../../../sandbox/simulator.js'

export function failure(status: number, code: string, message: string): SimReply {
  return { status, body: { error: { code, message } } }
}
