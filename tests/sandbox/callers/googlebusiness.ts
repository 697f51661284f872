import { simulator } from '../../../src/connectors/googlebusiness/simulator/index.js'
import { accountsApi, businessClient, performanceApi, plain, postsApi } from '../../support/googlebusiness.js'
import { startSimulator } from '../../support/simulator.js'
import type { Calls, Network } from '../callers.js'

const client_id = 'sandbox'
const days = ['startDate', 'endDate'].map((end) =>
  ['year=2026', 'month=3', 'day=1'].map((part) => `dailyRange.${end}.${part}`).join('&'),
)

export async function startGooglebusiness(): Promise<Network> {
  const client = await startSimulator(simulator)
  const { signIn: consentAs, refresh } = businessClient(client)
  const signIn = async (): Promise<Calls> => {
    const { tokens, call, get, locations, post } = await consentAs({}, { client_id })
    const [location = ''] = await locations()
    const { name } = (await post()).body as { name: string }
    const id = location.split('/')[3] ?? ''
    const identity = () => get(`${accountsApi}/accounts`)
    return {
      publish: () => call('POST', `${postsApi}/${location}/localPosts`, { json: plain }),
      // Nothing is uploaded, and there are no comments.
      upload: identity,
      refresh: () => refresh(tokens['refresh_token'], { client_id }),
      identity,
      find: () => get(`${postsApi}/${location}/localPosts`),
      metrics: () =>
        get(
          `${performanceApi}/locations/${id}:getDailyMetricsTimeSeries?dailyMetric=CALL_CLICKS&${days.join('&')}`,
        ),
      comment: identity,
      status: () => get(`${postsApi}/${name}`),
    }
  }
  return { client, signIn }
}
