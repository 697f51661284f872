import { z } from 'zod'
import { endpoint } from './endpoint.js'

export const openStream = endpoint({
  name: 'openStream',
  method: 'GET',
  path: '/v1/stream',
  scope: 'webhooks:read',
  tag: 'Webhooks',
  summary: 'Follow the workspace as it changes',
  description: [
    'Server-sent events, one request that stays open. Messages without a name are events, as `GET /v1/events` has them, in order and each once; `id` is the event’s. Who comes back with `Last-Event-ID` (browsers do so by themselves), or `lastEventId`, goes on after that event, without a gap or a repeat, for 30 days.',
    'Messages with the name `change` say what may look different now, so that it is read again: `{"changed": {"posts": ["post_…"]}}`, by the noun of its path; null in place of the ids is more than can be named, `{"changed": null}` is anything. They have no id and are not repeated: after a break there is one for anything. `reset` says that the event to go on from is not known any more.',
    'A comment comes every 15 seconds. The stream ends when its key or session does; a reader that takes nothing for 15 to 30 seconds is cut off. A workspace has up to 100 streams in each process. With `Accept: application/json` the reply is where a stream that is opened now begins: read it, then what you show, then follow from there.',
  ].join('\n\n'),
  query: z.object({
    lastEventId: z
      .string()
      .max(64)
      .optional()
      .describe('Where to go on, for what cannot send the header `Last-Event-ID`, which comes first'),
  }),
  reply: z.object({
    lastEventId: z.string().nullable().describe('The last event before now; null where there is none yet.'),
  }),
  streams: true,
  errors: ['CONFLICT', 'SERVICE_UNAVAILABLE'],
})

export const streamEndpoints = [openStream] as const
