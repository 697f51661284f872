import { z } from 'zod'
import { eventData } from '../../contract/event-data.js'
import { eventTypes, type EventType } from '../../contract/events.js'
import { table } from './markdown.js'

export function eventsPage(): string {
  const types = Object.keys(eventTypes) as EventType[]
  const rows = types.map((type) => [
    `\`${type}\``,
    eventTypes[type],
    `[${titleOf(type)}](#${anchorOf(type)})`,
  ])
  const shapes = [...new Map(types.map((type) => [titleOf(type), type])).values()]
  return `# Events

Something happened: it is written in the transaction that caused it, sent to every webhook that subscribes to it (\`*\` for all), and readable for 30 days at \`GET /v1/events\`.

${table(['type', 'when', 'data'], rows)}

The body of a delivery is \`{"id", "type", "createdAt", "data", "event", "timestamp"}\`; the last two repeat \`type\` and \`createdAt\`. Enumerations in \`data\` are in upper case.

## Headers of a delivery

${table(
  ['header', 'what it holds'],
  [
    [
      '`X-VoxBurst-Signature`',
      '`t=SECONDS,v2=HEX`: HMAC-SHA256 of `SECONDS.BODY` with the whole secret. For a day after a rotation there are two.',
    ],
    ['`X-VoxBurst-Delivery-Id`', 'The same at every try of a delivery: drop what you have seen.'],
    ['`X-VoxBurst-Event`', 'The type.'],
    [
      '`webhook-id`, `webhook-timestamp`, `webhook-signature`',
      'Standard Webhooks, with what the secret decodes to after `whsec_`.',
    ],
  ],
)}

Refuse what is older than five minutes. Answer with any 2xx within ten seconds; everything else is tried again for three days.

${shapes.map(shapeOf).join('\n\n')}
`
}

function titleOf(type: EventType): string {
  const noun = type.split('.')[0] ?? type
  return noun === 'webhook' ? `Data of ${type}` : `Data of ${noun} events`
}

function anchorOf(type: EventType): string {
  return titleOf(type).toLowerCase().replaceAll('.', '').replaceAll(' ', '-')
}

type Written = {
  type?: string | string[]
  description?: string
  anyOf?: Written[]
  items?: Written
  properties?: Record<string, Written>
  required?: string[]
}

function shapeOf(type: EventType): string {
  const written = z.toJSONSchema(eventData[type], {
    io: 'output',
    unrepresentable: 'any',
    reused: 'inline',
  }) as Written & {
    $defs?: Record<string, Written>
  }
  const shape = Object.values(written.$defs ?? {})[0] ?? written
  return `## ${titleOf(type)}\n\n${table(['field', 'type', ''], fields(shape, ''))}`
}

function fields(shape: Written, prefix: string): string[][] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, field]) => {
    const row = [
      `\`${prefix}${name}\``,
      typeOf(field),
      [field.description ?? '', shape.required?.includes(name) === true ? '' : 'Not always there.']
        .filter((each) => each !== '')
        .join('. '),
    ]
    return [row, ...(field.items === undefined ? [] : fields(field.items, `${prefix}${name}[].`))]
  })
}

function typeOf(field: Written): string {
  if (field.anyOf !== undefined) return field.anyOf.map(typeOf).join(' or ')
  return [field.type ?? 'anything'].flat().join(' or ')
}
