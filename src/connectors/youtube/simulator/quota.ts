import type { SimWorld } from '../../../sandbox/simulator.js'
import { pacificDay } from './pacific.js'

/** `videos.insert` is counted in calls, everything else together in units. */
export type Bucket = 'uploads' | 'units'

const daily: Record<Bucket, number> = { uploads: 100, units: 10_000 }

/** Google gives more to who asks and is looked at; projects whose client id begins with `sandbox` have asked. */
const extension = 100

const used = (world: SimWorld) => world.table<number>('quota')
const keyOf = (project: string, bucket: Bucket, world: SimWorld): string =>
  `${project} ${bucket} ${pacificDay(world.now())}`

/** A project is its OAuth client: the days of all its people count together. */
export function isLeft(project: string, bucket: Bucket, cost: number, world: SimWorld): boolean {
  const limit = daily[bucket] * (project.startsWith('sandbox') ? extension : 1)
  return (used(world).get(keyOf(project, bucket, world)) ?? 0) + cost <= limit
}

export function charge(project: string, bucket: Bucket, cost: number, world: SimWorld): void {
  const key = keyOf(project, bucket, world)
  used(world).set(key, (used(world).get(key) ?? 0) + cost)
}
