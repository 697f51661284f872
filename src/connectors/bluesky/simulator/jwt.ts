import { createHmac, timingSafeEqual } from 'node:crypto'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'

export type Claims = {
  scope?: string
  sub?: string
  iss?: string
  aud: string
  lxm?: string
  jti?: string
  iat: number
  exp: number
}

/** `at+jwt` for access, `refresh+jwt` for refresh, `JWT` for calls to another service. */
export type TokenType = 'at+jwt' | 'refresh+jwt' | 'JWT'

export function sign(type: TokenType, claims: Claims, world: SimWorld): string {
  const body = `${encode({ typ: type, alg: 'HS256' })}.${encode(claims)}`
  return `${body}.${signature(body, world)}`
}

/** Null for what is no token of this network. Expiry is the caller's to judge. */
export function verify(token: string, world: SimWorld): { type: string; claims: Claims } | null {
  const [head = '', claims = '', given = ''] = token.split('.')
  const wanted = Buffer.from(signature(`${head}.${claims}`, world))
  const found = Buffer.from(given)
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) return null
  return { type: (decode(head) as { typ: string }).typ, claims: decode(claims) as Claims }
}

function signature(body: string, world: SimWorld): string {
  const keys = world.table<string>('keys')
  const key = keys.get('jwt') ?? randomText(32)
  if (keys.get('jwt') === undefined) keys.set('jwt', key)
  return createHmac('sha256', key).update(body).digest('base64url')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
}
