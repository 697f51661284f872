import { choices } from '../../contract/choices.js'
import { errorCodes, targetErrorCodes } from '../../contract/errors.js'
import { allSettings } from '../../src/settings.js'
import { endpointsPage } from './endpoints-page.js'
import { eventsPage } from './events-page.js'
import { rolesPage } from './roles-page.js'
import { table } from './markdown.js'
import { platformsPage } from './platforms-page.js'
import { connectors } from './platforms.js'

const generated = '<!-- Made by `npm run generate`. Change what it is made from. -->\n\n'

/** The pages of docs/reference, by file name. */
export function referencePages(): Record<string, string> {
  const pages = {
    'endpoints.md': endpointsPage(),
    'errors.md': errorsPage(),
    'events.md': eventsPage(),
    'platforms.md': platformsPage(),
    'roles.md': rolesPage(),
    'settings.md': settingsPage(),
    'choices.md': choicesPage(),
  }
  return Object.fromEntries(
    Object.entries(pages).map(([name, text]) => [name, `${generated}${text.trim()}\n`]),
  )
}

function errorsPage(): string {
  const ofRequests = Object.entries(errorCodes)
    .sort(([, one], [, other]) => one.status - other.status)
    .map(([code, { status, retryable, meaning }]) => [
      `\`${code}\``,
      String(status),
      retryable ? 'yes' : '',
      meaning,
    ])
  const turn = {
    wait: 'time',
    edit: 'the author',
    reconnect: 'the account’s owner',
    person: 'whoever looks',
  }
  const ofTargets = Object.entries(targetErrorCodes).map(([code, { cure, meaning }]) => [
    `\`${code}\``,
    turn[cure],
    meaning,
  ])
  return `# Errors

## Of a request

Every refusal has the form \`{"error": {"code", "message", "details"}}\`. \`details.field\` names the field at fault, where there is one; where several are, \`details.errors\` has them all. The answer’s \`X-Request-Id\` finds it in the log.

${table(['code', 'status', 'a repeat can help', 'meaning'], ofRequests)}

## Of a post on an account

In \`platforms[].error.code\` of a post, and in its events. What the network said stands in \`details\` (\`networkCode\`, \`networkMessage\`, \`httpStatus\`).

${table(['code', 'whose turn it is', 'meaning'], ofTargets)}
`
}

function settingsPage(): string {
  const rows = allSettings(connectors).map(({ name, meaning, default: standard }) => [
    `\`${name}\``,
    meaning,
    standard === '' ? '' : `\`${standard}\``,
  ])
  return `# Settings

Environment variables. All that is wrong with them is said at the start, at once.

${table(['name', 'meaning', 'default'], rows)}
`
}

function choicesPage(): string {
  const parts = choices.map(
    ({ about, choices: made }) => `## ${about}\n\n${made.map((each) => `- ${each}`).join('\n')}`,
  )
  return `# Choices

What the documents of the API leave open, or say in two ways, and what this server does.

${parts.join('\n\n')}
`
}
