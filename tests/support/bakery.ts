import sharp from 'sharp'
import type { Dashboard } from './dashboard.js'
import { startReceiver } from './receiver.js'
import { uploadBytes } from './upload-fixture.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The bakery's accounts: two shops and its owner. */
const accounts = [
  { platform: 'bluesky', username: 'lenabakes', displayName: 'Lena’s Bakery' },
  {
    platform: 'facebook',
    username: 'lenasbakery',
    displayName: 'Lena’s Bakery',
    pages: [{ id: '7310', name: 'Lena’s Bakery' }],
  },
  { platform: 'instagram', username: 'lenabakes', displayName: 'Lena’s Bakery' },
  { platform: 'linkedin', username: 'lena-hoffmann', displayName: 'Lena Hoffmann' },
  { platform: 'mastodon', username: 'lenabakes', displayName: 'Lena’s Bakery' },
  { platform: 'pinterest', username: 'lenabakes', displayName: 'Lena’s Recipes' },
  { platform: 'threads', username: 'lenabakes', displayName: 'Lena’s Bakery' },
  { platform: 'twitter', username: 'lenabakes', displayName: 'Lena’s Bakery' },
  { platform: 'youtube', username: 'lenabakes', displayName: 'Lena Bakes' },
  { platform: 'telegram', username: 'lenas_bakery', displayName: 'Morning Bread' },
] as const
type Slug = (typeof accounts)[number]['platform']

/** What went out, days ago and where, the oldest first. */
const past: [days: number, text: string, on: Slug[], picture?: Picture][] = [
  [6, 'Sourdough day: thirty loaves, and one with a face.', ['bluesky', 'mastodon', 'twitter'], 'loaf'],
  [5, 'New on the counter: cardamom buns, still warm until nine.', ['instagram', 'threads'], 'bun'],
  [4, 'We are looking for a second baker. Early hours, good coffee, kind people.', ['linkedin', 'facebook']],
  [3, 'How do you store bread? Paper, cut side down. Never the fridge.', ['bluesky', 'mastodon', 'threads']],
  [2, 'Plum cake is back, for three weeks only.', ['instagram', 'facebook', 'bluesky'], 'cake'],
  [1, 'Rye with caraway, from the mill two streets away.', ['mastodon', 'bluesky', 'twitter'], 'loaf'],
]

/** What is planned: days from now, hour. */
const planned: [days: number, hour: number, text: string, on: Slug[], picture?: Picture][] = [
  [
    1,
    7,
    'Good morning! First loaves at six, first coffee at half past.',
    ['bluesky', 'mastodon', 'telegram'],
  ],
  [1, 15, 'Behind the counter: how a cardamom bun gets its knot.', ['instagram', 'threads'], 'bun'],
  [2, 9, 'Three things we learned in our second winter as a small business.', ['linkedin']],
  [3, 8, 'Stollen season begins. Reserve yours by Friday.', ['facebook', 'instagram', 'bluesky'], 'cake'],
  [4, 12, 'Pin it: the recipe of our seeded rolls.', ['bluesky', 'twitter'], 'loaf'],
  [6, 10, 'Open on Sunday, eight to noon.', ['bluesky', 'mastodon', 'twitter', 'threads', 'facebook']],
  [8, 18, 'Baking class for beginners: four seats left.', ['facebook', 'linkedin', 'mastodon']],
]

/**
 * A bakery's house in the middle of its week, made through the API: accounts, what went out with its numbers, what is
 * planned, what failed, what waits for somebody, and everything that is set up once. `approverId` is asked to approve.
 */
export async function openBakery(house: Dashboard, approverId: string): Promise<Bakery> {
  const { call, workspaceId } = house
  await call('PATCH', `/v1/workspaces/${workspaceId}`, {
    name: 'Lena’s Bakery',
    settings: { timezone: 'Europe/Berlin' },
  })
  const ids = {} as Record<Slug, string>
  for (const account of accounts) ids[account.platform] = (await house.account(account.platform, account)).id
  await call('POST', `/v1/accounts/${ids.facebook}/select-page`, { pageId: '7310' })
  await call('PUT', '/v1/queue-slots', {
    slots: (['monday', 'wednesday', 'friday'] as const).flatMap((day) =>
      ['08:00', '17:30'].map((time) => ({ day, time })),
    ),
  })
  const pictures = {} as Record<Picture, string>
  for (const [name, { alt }] of Object.entries(drawings) as [Picture, { alt: string }][])
    pictures[name] = await uploadBytes(house, await drawn(name), {
      filename: `${name}.jpg`,
      contentType: 'image/jpeg',
      altText: alt,
    })

  const write = async (content: string, on: readonly Slug[], more: Record<string, unknown> = {}) =>
    (
      await call<{ id: string }>('POST', '/v1/posts', {
        content,
        accountIds: on.map((slug) => ids[slug]),
        ...more,
      })
    ).id
  const withPicture = (picture: Picture | undefined) =>
    picture === undefined ? {} : { mediaIds: [pictures[picture]] }
  const publish = async (content: string, on: readonly Slug[], more: Record<string, unknown> = {}) => {
    const id = await write(content, on, more)
    await call('POST', `/v1/posts/${id}/publish`)
    await house.settled(id)
    return id
  }

  // At eight in the morning, as its clocks go: pictures of one day are like those of another.
  const { now: begun } = await call<{ now: string }>('GET', '/sandbox/clock')
  await house.advance(dayMs + 7 * hourMs - (Date.parse(begun) % dayMs))

  const receiver = await startReceiver()
  receiver.answers.push((response) => response.writeHead(503).end('Back in a minute'))
  const webhook = await call<{ id: string }>('POST', '/v1/webhooks', {
    url: `${receiver.url}/voxburst`,
    events: ['post.published', 'post.failed', 'post.approval.requested'],
  })
  let out = ''
  for (const [, text, on, picture] of past) {
    const id = await publish(text, on, { ...withPicture(picture), tags: ['counter'] })
    if (text.startsWith('Plum cake')) out = id
    await house.advance(dayMs)
  }
  const { now } = await call<{ now: string }>('GET', '/sandbox/clock')
  const at = (days: number, hour: number): string => {
    const day = new Date(Date.parse(now) + days * dayMs)
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour)).toISOString()
  }

  await call('POST', '/sandbox/faults', { platform: 'twitter', fault: 'content_rejected' })
  const partial = await publish('Day-old bread at half price, from five until it is gone.', [
    'twitter',
    'bluesky',
    'mastodon',
  ])
  await call('POST', '/sandbox/faults', { platform: 'linkedin', fault: 'content_rejected' })
  await publish('What a kilo of flour costs us, and why bread is what it is.', ['linkedin'])
  for (const [days, hour, text, on, picture] of planned)
    await write(text, on, { ...withPicture(picture), scheduledFor: at(days, hour), tags: ['week'] })
  const draft = await write('Idea: a map of everybody who grows our grain', ['bluesky', 'mastodon'], {
    platformOverrides: {
      BLUESKY: { content: 'Idea: a map of everybody who grows our grain. Who is near you?' },
    },
  })
  await write('Interview with the miller', ['linkedin'])

  await call('POST', '/v1/hashtag-sets', { name: 'Bread', tags: ['bread', 'sourdough', 'bakery'] })
  await call('POST', '/v1/hashtag-sets', { name: 'Neighbourhood', tags: ['shoplocal', 'saturdaymarket'] })
  await call('POST', '/v1/recurrences', {
    name: 'Loaf of the week',
    post: { content: 'The loaf of the week is in the window.', accountIds: [ids.bluesky, ids.mastodon] },
    rule: { frequency: 'weekly', days: ['thursday'], time: '09:00' },
  })
  for (const [email, name, role] of [
    ['jonas@lenas-bakery.example', 'Jonas Weber', 'editor'],
    ['amira@lenas-bakery.example', 'Amira Haddad', 'approver'],
    ['office@lenas-bakery.example', 'Petra Lang', 'viewer'],
  ])
    await call('POST', '/v1/members', { email, name, role })
  await call('POST', '/v1/api-keys', { name: 'Website', scopes: ['posts:read', 'media:read'] })
  await call('POST', '/v1/api-keys', { name: 'Till', scopes: ['posts:write'] })
  const { userId } = await call<{ userId: string }>('GET', '/v1/auth/me')
  const workflow = await call<{ id: string }>('POST', `/v1/workspaces/${workspaceId}/approval-workflows`, {
    name: 'Before the public sees it',
    steps: [
      { order: 1, role: 'Proofreading', approverIds: [approverId, userId], required: true },
      { order: 2, role: 'Owner', approverIds: [userId], required: true },
    ],
  })
  const approval = (id: string) => call('POST', `/v1/posts/${id}/start-approval`, { workflowId: workflow.id })
  const offer = await write('Free cake for everybody who comes on Saturday.', ['facebook', 'instagram'], {
    ...withPicture('cake'),
    scheduledFor: at(5, 9),
  })
  await approval(offer)
  await call('POST', `/v1/posts/${offer}/reject`, { comment: 'Not everybody: we bake fifty.' })
  await call('PATCH', `/v1/posts/${offer}`, {
    content: 'Free cake for the first fifty who come on Saturday.',
  })
  await approval(offer)
  await approval(
    await write('We close for two weeks in January.', ['bluesky', 'mastodon'], { scheduledFor: at(7, 9) }),
  )
  await call('POST', '/sandbox/faults', { platform: 'bluesky', fault: 'rate_limited', retryAfter: 600 })
  return {
    accountId: ids.bluesky,
    composeWith: [ids.instagram, ids.bluesky, ids.twitter, ids.linkedin],
    picture: pictures.cake,
    webhookId: webhook.id,
    out,
    partial,
    draft,
  }
}

export type Bakery = {
  accountId: string
  composeWith: string[]
  picture: string
  webhookId: string
  /** A post that went out everywhere, one that one network refused, one that nobody sent yet. */
  out: string
  partial: string
  draft: string
}

const drawings = {
  loaf: {
    alt: 'A loaf of sourdough on a board',
    ground: ['#f7e3c6', '#e9b872'],
    shape:
      '<rect x="120" y="560" width="840" height="90" rx="24" fill="#9b6b43"/><path d="M200 560c-40-260 140-340 340-340s380 80 340 340z" fill="#b9783f"/><path d="M250 520c-10-190 130-250 290-250s300 60 290 250z" fill="#d49a5b"/><g stroke="#8a5428" stroke-width="16" stroke-linecap="round" fill="none"><path d="M370 330c30 60 30 120 0 180M540 300c30 70 30 150 0 220M710 330c30 60 30 120 0 180"/></g>',
  },
  bun: {
    alt: 'Three cardamom buns on a plate',
    ground: ['#dfeee6', '#8fbfa6'],
    shape:
      '<ellipse cx="540" cy="640" rx="430" ry="70" fill="#fff"/><g fill="#c98645"><circle cx="330" cy="520" r="130"/><circle cx="750" cy="520" r="130"/><circle cx="540" cy="450" r="150"/></g><g fill="none" stroke="#8a5428" stroke-width="16" stroke-linecap="round"><path d="M540 450a30 30 0 1 1 30 40 80 80 0 1 1 40-110M330 520a26 26 0 1 1 26 34 66 66 0 1 1 34-92M750 520a26 26 0 1 1 26 34 66 66 0 1 1 34-92"/></g>',
  },
  cake: {
    alt: 'A slice of plum cake',
    ground: ['#efe0ee', '#b58bb3'],
    shape:
      '<ellipse cx="540" cy="650" rx="400" ry="60" fill="#fff"/><path d="M260 610 820 610 820 450 260 450z" fill="#e6bd7e"/><path d="M260 450 820 450 760 380 320 380z" fill="#f4d9a6"/><g fill="#6a2c54"><ellipse cx="370" cy="420" rx="60" ry="34"/><ellipse cx="540" cy="410" rx="60" ry="34"/><ellipse cx="710" cy="420" rx="60" ry="34"/></g>',
  },
} as const
type Picture = keyof typeof drawings

function drawn(name: Picture): Promise<Buffer> {
  const { ground, shape } = drawings[name]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080" viewBox="0 -100 1080 1080"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${ground[0]}"/><stop offset="1" stop-color="${ground[1]}"/></linearGradient></defs><rect y="-100" width="1080" height="1080" fill="url(#g)"/>${shape}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}
