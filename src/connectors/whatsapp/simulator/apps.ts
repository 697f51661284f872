import type { SimWorld } from '../../../sandbox/simulator.js'

type App = { secret: string; callback?: string }

const apps = (world: SimWorld) => world.table<App>('apps')

/** Nobody registers apps here: an app is whoever brings an id and a secret, the last one that was brought. */
export function meetApp(id: string, secret: string, world: SimWorld): void {
  apps(world).set(id, { ...apps(world).get(id), secret })
}

export function secretOf(id: string, world: SimWorld): string | undefined {
  return apps(world).get(id)?.secret
}

export function setCallback(id: string, callback: string, world: SimWorld): void {
  const app = apps(world).get(id)
  if (app !== undefined) apps(world).set(id, { ...app, callback })
}

export function callbackOf(id: string, world: SimWorld): string | undefined {
  return apps(world).get(id)?.callback
}

/** `ID|SECRET`, the token with which an app speaks for itself. */
export function appIn(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = /^([^|]*)\|(.*)$/.exec(token) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}
