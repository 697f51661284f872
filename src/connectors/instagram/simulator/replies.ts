import { refuse } from '../../../sandbox/graph-api/refusal.js'

/** Instagram's own refusals: the sentence is the documents', the title ours. */
export function rejected(
  code: number,
  subcode: number,
  sentence: string,
  title = 'Media not accepted',
): never {
  return refuse(code, 'Invalid parameter', { subcode, title, userMessage: sentence })
}

export function noSuchContainer(id: string): never {
  return rejected(
    24,
    2_207_008,
    `The media builder with creation id = ${id} does not exist or has been expired`,
    'Media builder not found',
  )
}

export function notReady(): never {
  return rejected(
    9_007,
    2_207_027,
    'The media is not ready for publishing, please wait for a moment',
    'Media not ready',
  )
}
