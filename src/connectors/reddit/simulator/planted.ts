import type { Difference } from './subreddits.js'

/** The communities that are there for everybody, each with rules of its own: by name, what differs from no rules. */
export const planted: Readonly<Record<string, Difference>> = {
  test: { title: 'Testing' },
  textonly: { submissions: 'self', images: false, videos: false, galleries: false },
  linksonly: { submissions: 'link', images: false, videos: false, galleries: false, polls: false },
  pictures: { submissions: 'link', polls: false },
  flaired: {
    flairs: [
      {
        id: 'ca999154-c1b0-11e7-b30b-0eb8423d5ed8',
        text: 'Discussion',
        isEditable: false,
        isModOnly: false,
      },
      { id: '865ba524-692d-11e9-9811-0e2f1d7746a8', text: 'My own', isEditable: true, isModOnly: false },
      {
        id: '1d3c0b4e-54a5-11ea-8d77-2e728ce88125',
        text: 'Announcement',
        isEditable: false,
        isModOnly: true,
      },
    ],
    requirements: { isFlairRequired: true },
  },
  strict: {
    requirements: {
      titleMin: 10,
      titleMax: 100,
      titleRequired: ['['],
      titleBlacklist: ['giveaway'],
      titleRegexes: ['^\\[\\w+\\]'],
      body: 'required',
      bodyMin: 5,
      bodyMax: 1_000,
      bodyBlacklist: ['casino'],
      domainWhitelist: ['example.com'],
      repostDays: 30,
      guidelines: 'Begin with what it is about in square brackets.',
    },
  },
  bodiless: { requirements: { body: 'notAllowed', domainBlacklist: ['spam.example'] } },
  watched: { removes: 'removeme' },
  adults: { over18: true },
  noflair: { flairs: null },
  restricted: { type: 'restricted' },
  members: { type: 'private' },
  gone: { isClosed: true },
  outcasts: { bans: true },
}
