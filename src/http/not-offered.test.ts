import { beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../contract/index.js'
import { notOffered } from '../../contract/not-offered.js'
import { startTestApp, type TestApp } from '../../tests/support/app.js'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

describe.each(notOffered.map((each) => [`${each.method} ${each.path}`, each] as const))(
  '%s',
  (_name, each) => {
    const path = each.path.replaceAll(/:\w+/g, 'post_abc')
    const isWrite = each.method !== 'GET'

    it('says that it is not offered, and what to do instead', async () => {
      const reply = await app.api(
        each.method,
        path,
        isWrite ? { comment: 'Good', workflowId: 'wf_1' } : undefined,
      )
      expect(reply).toMatchObject({
        status: 400,
        body: { error: { code: 'VALIDATION_ERROR', details: { field: each.field } } },
      })
      expect(path.split('/')).toContain(each.field)
      expect(reply.text).toContain(each.instead)
    })

    it('asks for the key and its scope first', async () => {
      expect(await app.anonymous(each.method, path)).toMatchObject({ status: 401 })
      const other = await app.apiOf({
        scopes: ['accounts:write', ...(isWrite ? ['posts:read' as const] : [])],
      })
      expect(await other(each.method, path)).toMatchObject({
        status: 403,
        body: { error: { details: { requiredScope: each.scope } } },
      })
    })

    it('is no endpoint of the contract', () => {
      expect(endpoints.some(({ method, path: own }) => method === each.method && own === each.path)).toBe(
        false,
      )
    })
  },
)
