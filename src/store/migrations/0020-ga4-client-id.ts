/** The user's browser at Google Analytics. */
export const ga4ClientId = {
  number: 20,
  name: 'ga4 client id',
  sql: 'alter table users add column ga4_client_id text;',
} as const
