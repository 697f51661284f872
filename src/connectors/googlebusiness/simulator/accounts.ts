import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { hosts, page, type Call, type Endpoint } from './call.js'
import { accountsOf, findAccount, type Account } from './people.js'
import { malformed, notFound } from './replies.js'

const host = hosts.accounts

export const accountEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    host,
    path: '/v1/accounts',
    operation: 'identity',
    parameters: ['pageSize', 'pageToken', 'filter', 'parentAccount'],
    handle: list,
  },
  { method: 'GET', host, path: '/v1/accounts/:account', operation: 'identity', handle: get },
]

function list({ user, request, world }: Call): SimReply {
  const filter = request.query.get('filter') ?? ''
  const [, type] = /^type=(\w+)$/.exec(filter) ?? []
  if (filter !== '' && type === undefined) malformed('filter', 'The type field is the only supported filter.')
  // Nothing here lies under another account.
  const all = request.query.get('parentAccount') ? [] : accountsOf(user, world)
  const found = all.filter((account) => type === undefined || account.type === type)
  const { rows, around } = page(request, found, { most: 20, usual: 20 })
  return { status: 200, body: { ...(rows.length === 0 ? {} : { accounts: rows.map(present) }), ...around } }
}

function get({ user, request, world }: Call): SimReply {
  const account = findAccount(request.params['account'] ?? '', user, world) ?? notFound()
  return { status: 200, body: present(account) }
}

function present({ id, type, title }: Account): JsonObject {
  return {
    name: `accounts/${id}`,
    accountName: title,
    type,
    ...(type === 'PERSONAL'
      ? {}
      : { role: 'PRIMARY_OWNER', permissionLevel: 'OWNER_LEVEL', accountNumber: id.slice(0, 10) }),
    verificationState: 'UNVERIFIED',
    vettedState: 'NOT_VETTED',
  }
}
