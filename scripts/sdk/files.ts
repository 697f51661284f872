import { format, resolveConfig } from 'prettier'
import { endpoints } from '../../contract/index.js'
import { openApiDocument } from '../../contract/openapi/document.js'
import { describedPlatform } from '../../src/http/described-platform.js'
import { version } from '../../src/version.js'
import { connectors } from '../reference/platforms.js'
import { operationsFile, type Document } from './operations.js'
import { docOf, typeOf } from './typescript.js'

const generated = '// Made by `npm run generate` from the contract. Change what it is made from.\n\n'

/** The files of sdk/generated, by name: the document of the API, as TypeScript. */
export async function sdkFiles(): Promise<Record<string, string>> {
  const document = openApiDocument(endpoints, {
    version,
    publicUrl: 'http://localhost:3000',
    platforms: connectors.map(describedPlatform),
  }) as Document
  const files = {
    'types.ts': typesFile(document),
    'operations.ts': operationsFile(endpoints, document),
  }
  const style = await resolveConfig(import.meta.filename)
  const formatted = Object.entries(files).map(async ([name, text]) => {
    return [name, await format(generated + text, { ...style, parser: 'typescript' })]
  })
  return Object.fromEntries(await Promise.all(formatted)) as Record<string, string>
}

function typesFile({ components, webhooks }: Document): string {
  const types = Object.entries(components.schemas).map(
    // A global of JavaScript has this name.
    ([name, schema]) =>
      `${docOf(schema)}export type ${name === 'Error' ? 'ErrorReply' : name} = ${typeOf(schema)}`,
  )
  const events = Object.keys(webhooks).map(
    (type) => `${type.replaceAll(/(?:^|\.)([a-z])/g, (_match, letter: string) => letter.toUpperCase())}Event`,
  )
  return `${types.join('\n\n')}

/** What a webhook is sent; \`type\` tells which. */
export type WebhookEvent = ${events.join(' | ')}

export type ErrorCode = ErrorReply['error']['code']
`
}
