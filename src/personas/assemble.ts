import type { Json } from '../kit/json.js'

/** The prompts of a persona for a task: the same input gives the same text. Modules come in the order of their names. */
export function assemble(
  persona: { name: string; description: string | null; modules: Readonly<Record<string, Json>> },
  given: {
    task?: string | null | undefined
    platform?: string | null | undefined
    topic?: string | null | undefined
  },
): { systemPrompt: string; userPrompt: string } {
  const parts = byName(persona.modules).map(([name, value]) => `## ${title(name)}\n\n${written(value)}`)
  const systemPrompt = [
    `You write as ${persona.name}.${persona.description === null ? '' : ` ${persona.description}`}`,
    ...parts,
  ].join('\n\n')
  const userPrompt = [
    given.task || 'Write a post.',
    given.topic ? `Topic: ${given.topic}` : '',
    given.platform ? `Platform: ${given.platform}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n\n')
  return { systemPrompt, userPrompt }
}

/** `visual_style` and `visualStyle` are both `Visual style`. */
function title(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** In one order, however they were sent and are kept. */
function byName(members: Readonly<Record<string, Json | undefined>>): [string, Json][] {
  return Object.entries(members)
    .map(([name, value]): [string, Json] => [name, value ?? null])
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function written(value: Json, indent = ''): string {
  if (value === null) return `${indent}–`
  if (typeof value !== 'object') return `${indent}${String(value)}`
  const lines = Array.isArray(value)
    ? value.map((item) => ['-', item] as const)
    : byName(value as Record<string, Json>).map(([name, item]) => [`- ${title(name)}:`, item] as const)
  return lines
    .map(([lead, item]) =>
      typeof item === 'object' && item !== null
        ? `${indent}${lead}\n${written(item, `${indent}  `)}`
        : `${indent}${lead} ${written(item)}`,
    )
    .join('\n')
}
