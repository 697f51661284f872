import type { JsonObject } from '../../kit/json.js'

/** With whom a person logs in: with Instagram itself, or with Facebook for the accounts behind their pages. */
export type Login = 'instagram' | 'facebook'

export function loginOf(data: JsonObject): Login {
  return data['login'] === 'facebook' ? 'facebook' : 'instagram'
}
