/** The pages of the settings: beside each other there, and by name in the command palette. */
export const parts = [
  { to: '/settings', text: 'general' },
  { to: '/settings/profile', text: 'profile' },
  { to: '/settings/members', text: 'members' },
  { to: '/settings/api-keys', text: 'apiKeys' },
  { to: '/settings/workflows', text: 'workflows' },
  { to: '/settings/queue', text: 'queue' },
  { to: '/settings/repeating', text: 'recurrences' },
  { to: '/settings/hashtag-sets', text: 'hashtagSets' },
  { to: '/settings/data', text: 'data' },
  { to: '/settings/audit-log', text: 'auditLog' },
] as const
