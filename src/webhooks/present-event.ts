import type { Json, JsonObject } from '../kit/json.js'

/** Turns a network's own address into one that can be opened here (the sandbox). */
export type PlatformUrl = (platform: string, url: string) => string

export type StoredEvent = { id: string; type: string; created_at: Date; data: JsonObject }

/** An event as receivers and `/v1/events` see it; `event` and `timestamp` are what older clients read. */
export function presentEvent(
  platformUrl: PlatformUrl,
  event: StoredEvent,
): { id: string; type: string; createdAt: string; data: JsonObject; event: string; timestamp: string } {
  const createdAt = event.created_at.toISOString()
  return {
    id: event.id,
    type: event.type,
    createdAt,
    data: withOpenableUrls(platformUrl, event.data),
    event: event.type,
    timestamp: createdAt,
  }
}

/** What is stored are the networks' own addresses. */
function withOpenableUrls(platformUrl: PlatformUrl, data: JsonObject): JsonObject {
  const { platforms } = data
  return Array.isArray(platforms)
    ? { ...data, platforms: platforms.map((each) => openable(platformUrl, each)) }
    : data
}

function openable(platformUrl: PlatformUrl, target: Json): Json {
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return target
  const { platform, platformPostUrl: url } = target
  if (typeof platform !== 'string' || typeof url !== 'string') return target
  return { ...target, platformPostUrl: platformUrl(platform.toLowerCase(), url) }
}
