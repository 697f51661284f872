import { googleAuth } from '../google-oauth.js'

export const auth = googleAuth({
  clientId: 'GOOGLEBUSINESS_CLIENT_ID',
  clientSecret: 'GOOGLEBUSINESS_CLIENT_SECRET',
  scopes: ['https://www.googleapis.com/auth/business.manage'],
})
