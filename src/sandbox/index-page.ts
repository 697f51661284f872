import { html, page, type Html } from '../kit/html.js'
import { nameOf, pageHeaders } from './pages.js'
import type { SimPost, SimReply, SimUser } from './simulator.js'

type Network = { name: string; users: readonly SimUser[]; posts: readonly SimPost[] }

/** What came out lately on each network, newest first. */
export function indexPage(networks: readonly Network[]): SimReply {
  const body = html`${style}
    <h1>Sandbox</h1>
    <p>Simulated networks: what the public would see of your posts.</p>
    ${networks.map(section)}`
  return { status: 200, headers: pageHeaders, body: page('Sandbox', body, true).text }
}

function section({ name, users, posts }: Network): Html {
  const authors = new Map(users.map(({ id, username }) => [id, username]))
  const list =
    posts.length === 0
      ? html`<p class="soft">Nothing was posted yet.</p>`
      : html`<ul class="posts">
          ${posts.map((post) => line(post, authors.get(post.userId ?? '')))}
        </ul>`
  return html`<section>
    <h2>${name}</h2>
    ${list}
  </section>`
}

function line(post: SimPost, author: string | undefined): Html {
  const name = nameOf(post)
  const facts = [
    ...(author === undefined ? [] : [`@${author}`]),
    `${post.createdAt.slice(0, 19).replace('T', ' ')} UTC`,
    ...(post.parentId === null ? [] : ['reply']),
    ...counted(post.media),
    ...(post.poll === undefined ? [] : ['poll']),
  ]
  return html`<li>
    ${post.url === null ? html`${name}` : html`<a href="${post.url}">${name}</a>`}
    <small>${facts.join(' · ')}</small>
  </li>`
}

function counted(media: SimPost['media']): string[] {
  const kinds = [...new Set(media.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const count = media.filter((each) => each.kind === kind).length
    return count === 1 ? `1 ${kind}` : `${String(count)} ${kind}s`
  })
}

const style = html`<style>
  section {
    border-top: 1px solid var(--line);
    margin-top: 1.25rem;
  }
  .posts {
    padding: 0;
    margin: 0;
    list-style: none;
  }
  .posts li {
    padding: 0.5rem 0;
    margin: 0;
  }
  .posts small {
    display: block;
  }
</style>`
