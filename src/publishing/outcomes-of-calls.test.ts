import { expect, it } from 'vitest'
import { NoAnswer, NotSent } from '../connectors/platform-http.js'
import { asked } from './outcomes-of-calls.js'

const outcomeOf = (error: Error) => asked(() => Promise.reject(error))

it('a request that surely was not sent may be sent again, and says that the network was not reached', async () => {
  expect(await outcomeOf(new NotSent('The connection was refused'))).toMatchObject({
    kind: 'refused',
    cure: 'wait',
    error: { message: 'The network could not be reached: The connection was refused' },
  })
})

it('a request that may have been read is unknown, and does not say that the network was not reached', async () => {
  expect(await outcomeOf(new NoAnswer('No answer within 30 s'))).toMatchObject({
    kind: 'unknown',
    error: { message: 'The network did not answer: No answer within 30 s' },
  })
})
