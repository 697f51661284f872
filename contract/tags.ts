/** The groups of the reference, each with what is in it. An endpoint's tag is one of these. */
export const tags = {
  Posts: 'Writing posts, checking them, sending them on their way, and mending what a network refused.',
  Approvals: 'Ordered sign-offs that a post passes before it goes out.',
  Accounts: 'Connecting accounts on networks, and what they may still do today.',
  Analytics: 'What posts and accounts brought, and when the readers of an account are there.',
  Media: 'Pictures, videos and documents for posts.',
  Webhooks: 'Being told of events, and what became of each delivery.',
  Batch: 'Many requests in one.',
  'Hashtag sets': 'Groups of hashtags under a name.',
  Personas: 'How a brand sounds, in versions, and prompts made of it.',
  'Queue slots': 'The weekly grid of times at which queued posts go out.',
  Recurrences: 'Posts that go out again and again.',
  Imports: 'Posts out of files and out of other systems.',
  Exports: 'Everything that a workspace owns, as a file.',
  Workspaces: 'Workspaces and how they publish.',
  Members: 'Who works in a workspace, and in what role.',
  'Audit log': 'Who changed what over the API.',
  'API keys': 'Keys for programs, each with its scopes.',
  'Sign-in': 'Sessions of people, and their passwords.',
  System: 'The server itself, and what the networks take.',
  Events: 'What webhooks are sent.',
} as const satisfies Record<string, string>

export type Tag = keyof typeof tags
