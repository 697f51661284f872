import { expect, it } from 'vitest'
import { presentTargetError } from './present-post.js'

it.each([
  [
    'leaves it to the network’s words: they follow',
    {
      code: 'CONTENT_REJECTED',
      message: 'X does not accept this. Change it as it says.',
      networkMessage: 'No shouting',
    },
    'X does not accept this. Change it as it says: “No shouting”',
  ],
  [
    'leaves it to words that the network has not said',
    { code: 'CONTENT_REJECTED', message: 'X does not accept this. Change it as it says.' },
    'X does not accept this. Change it as it says.',
  ],
  [
    'says what to do itself: the network’s words stay in details',
    { code: 'MEDIA_REJECTED', message: 'Use another file.', networkMessage: 'Bad file' },
    'Use another file.',
  ],
  [
    'is about something that ends: it says when',
    { code: 'QUOTA_EXCEEDED', message: 'That was enough.', details: { retryAt: '2026-03-01T00:16:00.000Z' } },
    'That was enough. Retry from 2026-03-01 00:16 UTC on.',
  ],
  [
    'says already that it can be retried',
    { code: 'QUOTA_EXCEEDED', message: 'Retry tomorrow.', details: { retryAt: '2026-03-01T00:16:00.000Z' } },
    'Retry tomorrow.',
  ],
] as const)('the message of an error that %s', (_what, error, message) => {
  expect(presentTargetError(error)?.message).toBe(message)
})
