import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findUser, inSeconds } from './people.js'

/** What comes back from a consent page: for an hour, and once. */
export type Code = {
  code: string
  kind: 'instagram' | 'facebook'
  appId: string
  userId: string
  redirectUri: string
  scopes: string[]
  expiresAt: string
  isUsed: boolean
}

const codeSeconds = 3_600
const codes = (world: SimWorld) => world.table<Code>('codes')

export function keepCode(from: Omit<Code, 'code' | 'expiresAt' | 'isUsed'>, world: SimWorld): string {
  const code = `AQ${randomText(60)}`
  codes(world).set(code, { ...from, code, expiresAt: inSeconds(codeSeconds, world), isUsed: false })
  return code
}

/** One that can still be used, by this app. */
export function findCode(
  value: string,
  { kind, appId }: Pick<Code, 'kind' | 'appId'>,
  world: SimWorld,
): Code | undefined {
  const code = codes(world).get(value)
  const isGood =
    code !== undefined &&
    !code.isUsed &&
    code.kind === kind &&
    code.appId === appId &&
    code.expiresAt > world.now().toISOString()
  return isGood ? code : undefined
}

export function useCode(code: Code, world: SimWorld): void {
  codes(world).set(code.code, { ...code, isUsed: true })
}

/** What of the scopes asked for a person grants: some may be unticked. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most === undefined || most.includes(scope))
}
