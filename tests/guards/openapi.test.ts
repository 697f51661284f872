import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Endpoint } from '../../contract/endpoint.js'
import { endpoints } from '../../contract/index.js'
import { openApiDocument } from '../../contract/openapi/document.js'
import { connectors } from '../../src/app.js'
import { describedPlatform } from '../../src/http/described-platform.js'
import { mountReferencePages } from '../../src/http/reference-pages.js'
import { startTestApp } from '../support/app.js'

type Operation = {
  operationId: string
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters: { name?: string; in?: string; $ref?: string; example?: string }[]
  requestBody?: { content: Record<string, { example?: unknown; schema: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { example?: unknown }> }>
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  webhooks: Record<string, unknown>
  components: { schemas: Record<string, unknown> }
}

const mimeTypes = (...allowedValues: string[]) => ({ severity: 'error', allowedValues }) as const
/** What is asked besides the linter's own strict rules; see https://redocly.com/docs/cli/rules/built-in-rules. */
const rules = {
  'array-parameter-serialization': 'error',
  'component-name-unique': 'error',
  'no-invalid-media-type-examples': 'error',
  'no-invalid-parameter-examples': 'error',
  'no-invalid-schema-examples': 'error',
  'operation-description': 'error',
  'operation-operationId': 'error',
  'operation-singular-tag': 'error',
  'operation-tag-defined': 'error',
  'parameter-description': 'error',
  'paths-kebab-case': 'error',
  'request-mime-type': mimeTypes('application/json', 'text/csv'),
  'response-mime-type': mimeTypes('application/json', 'text/event-stream'),
  'spec-strict-refs': 'error',
  // The paths of the API are given, and a word in one is never an id.
  'no-ambiguous-paths': 'off',
  // The address is each server's own.
  'no-server-example.com': 'off',
} as const

const app = await startTestApp({ connectors, mount: mountReferencePages })
const document = (await app.anonymous('GET', '/api/openapi.json')).body as Document

describe('the OpenAPI document', () => {
  it('is a valid one of version 3.1, and all its references lead somewhere', async () => {
    const validator = new Validator()
    const result = await validator.validate(structuredClone(document))
    expect(result.errors ?? []).toEqual([])
    expect(validator.version).toBe('3.1')
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1])
    expect(pointers.length).toBeGreaterThan(100)
    const lost = [...new Set(pointers)].filter((pointer) => at(document, pointer ?? '') === undefined)
    expect(lost).toEqual([])
  })

  it('keeps every rule of the linter', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: '/openapi.json',
      config: await createConfig({ extends: ['recommended-strict'], rules }),
    })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    )
  })

  it.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
    'tells all about %s',
    (_name, endpoint) => {
      const { path, operation } = operationOf(endpoint)
      expect(operation.summary).not.toBe('')
      if (endpoint.scope.includes(':')) expect(operation.description).toContain(endpoint.scope)
      const inPath = operation.parameters.filter((each) => each.in === 'path').map((each) => each.name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
      const takesKey = operation.parameters.some((each) => each.$ref?.endsWith('/IdempotencyKey') === true)
      expect(takesKey).toBe(endpoint.idempotency !== undefined)
      const success = operation.responses[String(endpoint.status ?? 200)]
      expect(success?.content?.['application/json']?.example).toBeDefined()
      expect(operation.parameters.filter((each) => each.in === 'path' && each.example === undefined)).toEqual(
        [],
      )
      if (endpoint.body !== undefined)
        expect(operation.requestBody?.content['application/json']?.example).toBeDefined()
      expect(Object.values(operation.responses).every((each) => each.description.length > 4)).toBe(true)
    },
  )

  it('names nothing that the contract has not', () => {
    const written = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    )
    expect(written.sort()).toEqual(endpoints.map((endpoint) => endpoint.name).sort())
  })

  it.each([
    ['/v1/accounts/{id}/youtube/playlists', ['id']],
    ['/v1/instagram/audio/search', []],
  ])('has what one platform serves at its whole path: %s', (path, params) => {
    const operation = document.paths[path]?.['get']
    const inPath = operation?.parameters.filter((each) => each.in === 'path').map((each) => each.name)
    expect(inPath).toEqual(params)
    expect(Object.keys(document.paths).filter((each) => /\/\{platform\}\/./.test(each))).toEqual([])
  })

  it('has a path, and a name of its own, for each platform that serves an endpoint', () => {
    const two = connectors
      .slice(0, 2)
      .map((each) => ({ ...describedPlatform(each), serves: ['listPlaylists'] }))
    const { paths } = openApiDocument(endpoints, { version: '1', publicUrl: 'http://x', platforms: two })
    const [one, other] = two.map(({ slug }) => {
      const path = (paths as Document['paths'])[`/v1/accounts/{id}/${slug}/playlists`]
      return path?.['get']?.operationId
    })
    expect(one).toBe('listPlaylists')
    expect(other).toMatch(/^listPlaylistsOn[A-Z]/)
  })

  it('has every connector’s options', () => {
    for (const { name } of connectors)
      expect(Object.keys(document.components.schemas)).toContain(
        `${name.replaceAll(/[^A-Za-z0-9]/g, '')}Options`,
      )
  })

  it('says the same as YAML', async () => {
    const yaml = await app.anonymous('GET', '/api/openapi.yaml')
    expect(yaml.headers.get('content-type')).toContain('yaml')
    expect(parse(yaml.text)).toEqual(document)
  })
})

describe('the reference page', () => {
  it('is made of files of our own, under a policy that lets nothing else in', async () => {
    const page = await app.anonymous('GET', '/docs')
    expect(page.status).toBe(200)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const links = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '')
    const files = links.filter((link) => !link.startsWith('data:'))
    expect(files.filter((link) => !link.startsWith('/'))).toEqual([])
    for (const file of files.filter((link) => link.startsWith('/docs/') || link.startsWith('/api/'))) {
      const reply = await app.anonymous('GET', file)
      expect([file, reply.status]).toEqual([file, 200])
      expect(reply.text.length).toBeGreaterThan(100)
    }
    expect(page.text).not.toMatch(/<script>|<style>|style="/)
  })

  it('is read again only when it changed', async () => {
    const first = await app.anonymous('GET', '/docs/swagger-ui.css')
    const etag = first.headers.get('etag') ?? ''
    const again = await app.anonymous('GET', '/docs/swagger-ui.css', undefined, { 'If-None-Match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
  })
})

function operationOf({ name, method }: Endpoint): { path: string; operation: Operation } {
  for (const [path, methods] of Object.entries(document.paths)) {
    const operation = methods[method.toLowerCase()]
    if (operation?.operationId === name) return { path, operation }
  }
  throw new Error(`${name} is not in the document`)
}

function at(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], root)
}
