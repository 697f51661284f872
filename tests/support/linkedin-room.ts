import type { House, PostView } from './house.js'

export type Sent = {
  method: string
  url: string
  headers: Record<string, string>
  body: Record<string, unknown>
  status: number
}
type AccountView = { id: string; status: string; accountType: string; page?: { id: string; urn: string } }

export const acme = { id: '2414183', name: 'Acme' }
export const ofAcme = 'urn:li:organization:2414183'

/** Persons and pages of LinkedIn in a house: what they post, and what went out for it as the simulator's record has it. */
export function linkedinRoom(house: House) {
  const person = async (more: object = {}): Promise<string> =>
    (await house.account('linkedin', { ...more })).id

  async function sentBy(accountId: string): Promise<Sent[]> {
    const { data } = await house.call<{ data: (Sent & { accountId: string | null })[] }>(
      'GET',
      '/sandbox/requests?platform=linkedin&limit=1000',
    )
    return data.filter((each) => each.accountId === accountId).reverse()
  }

  return {
    person,
    onPage: (): Promise<string> => person({ pages: [acme] }),
    account: (id: string) => house.call<AccountView>('GET', `/v1/accounts/${id}`),
    fault: (accountId: string, kind: string, more: object = {}) =>
      house.call('POST', '/sandbox/faults', { platform: 'linkedin', accountId, fault: kind, ...more }),
    sentBy,
    /** What the public sees of an account, newest first. */
    shown: async (accountId: string) =>
      (await house.posts('linkedin')).filter((each) => each.accountId === accountId),
    async publish(accountId: string, body: object) {
      const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
      await house.call('POST', `/v1/posts/${id}/publish`)
      const post = await house.settled(id)
      const sent = await sentBy(accountId)
      const posted = sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/rest/posts'))
      return {
        id,
        target: post.platforms[0],
        status: post.status,
        sent,
        posted: posted.map(({ body: json }) => json),
      }
    },
  }
}
