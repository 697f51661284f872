import { graphApi } from './graph-api.js'

const file = (name: string): URL => new URL(`../fixtures/specs/instagram/${name}.json`, import.meta.url)
const created = ['id', 'success', 'uri', 'deleted_id']
const token = ['access_token', 'token_type', 'expires_in']

/** The hosts of Instagram's own login. */
export const instagramLogin = graphApi(file('instagram-login'), {
  hosts: ['graph.instagram.com', 'api.instagram.com'],
  // The page on business login; the guide wraps the answer in `data`.
  calls: {
    'POST /oauth/access_token': {
      params: ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'],
      answer: ['access_token', 'user_id', 'permissions', 'data'],
    },
    'GET /access_token': { params: ['access_token', 'client_secret', 'grant_type'], answer: token },
    'GET /refresh_access_token': {
      params: ['access_token', 'grant_type'],
      answer: [...token, 'permissions'],
    },
  },
  // The reference of the edge.
  params: { 'POST media': ['is_ai_generated'] },
  fields: {},
  returns: { 'POST media': 'Object', 'POST comments': 'Object' },
  created,
})

/** The host of Facebook's, for the accounts behind a person's pages. */
export const facebookLogin = graphApi(file('facebook-login'), {
  hosts: ['graph.facebook.com'],
  calls: {
    'GET /oauth/access_token': {
      params: ['client_id', 'client_secret', 'code', 'fb_exchange_token', 'grant_type', 'redirect_uri'],
      answer: token,
    },
    'GET /debug_token': { params: ['access_token', 'input_token'], answer: ['data'] },
    // As public client code calls it.
    'GET /ig_audio': {
      params: ['access_token', 'appsecret_proof', 'audio_type', 'search_query', 'user_id'],
      answer: ['audio'],
    },
  },
  // The reference of the edge.
  params: {
    'POST media': [
      'audio_configuration',
      'branded_content_sponsor_ids',
      'is_ai_generated',
      'is_paid_partnership',
    ],
  },
  fields: { Page: ['tasks', 'picture'], User: ['picture'] },
  nodes: {
    IGAudio: {
      calls: [{ call: 'GET #get', return: 'IGAudio', params: {} }],
      fields: {
        audio_id: 'string',
        audio_type: 'string',
        cover_artwork_thumbnail_uri: 'string',
        cover_artwork_thumbnail_url: 'string',
        display_artist: 'string',
        download_url: 'Object',
        duration_in_ms: 'int',
        ig_username: 'string',
        profile_picture_url: 'string',
        title: 'string',
      },
    },
  },
  returns: {},
  created,
})
