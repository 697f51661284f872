import { googleAuth } from '../google-oauth.js'
import { scopes } from './scopes.js'

export const auth = googleAuth({
  clientId: 'YOUTUBE_CLIENT_ID',
  clientSecret: 'YOUTUBE_CLIENT_SECRET',
  scopes,
})
