import { html, page, type Html } from '../kit/html.js'
import { nameOf, pageHeaders } from './pages.js'
import type { SimPost, SimReply, SimUser } from './simulator.js'

type Network = { slug: string; name: string; users: readonly SimUser[]; posts: readonly SimPost[] }

const shownOfEach = { among: 10, alone: 50 }

/** What came out lately, newest first: of each network, that with the newest post before the others, or of one alone. */
export function indexPage(networks: readonly Network[], about: 'all' | 'one'): SimReply {
  const busy = networks.filter(({ posts }) => posts.length > 0)
  const quiet = networks.filter(({ posts }) => posts.length === 0)
  const body = html`${style}
    <h1>Sandbox</h1>
    <p>Simulated networks: what the public would see of your posts.</p>
    ${busy.sort((one, other) => (newestOf(one) < newestOf(other) ? 1 : -1)).map((each) => section(each, about))}
    ${quiet.length === 0 ? [] : html`<p class="soft quiet">Nothing was posted yet on ${quiet.map(({ name }) => name).join(', ')}.</p>`}
    ${about === 'one' ? html`<p><a href="/sandbox">All networks</a></p>` : []}`
  return { status: 200, headers: pageHeaders, body: page('Sandbox', body, true).text }
}

function newestOf({ posts }: Network): string {
  return posts[0]?.createdAt ?? ''
}

function section({ slug, name, users, posts }: Network, about: 'all' | 'one'): Html {
  const authors = new Map(users.map(({ id, username }) => [id, username]))
  const shown = posts.slice(0, about === 'one' ? shownOfEach.alone : shownOfEach.among)
  const further = posts.length - shown.length
  return html`<section>
    <h2><a href="/sandbox/${slug}">${name}</a></h2>
    <ul class="posts">
      ${shown.map((post) => line(post, authors.get(post.userId ?? '')))}
    </ul>
    ${further === 0 ? [] : html`<p class="soft">${further} earlier${about === 'one' ? '' : html`: <a href="/sandbox/${slug}">all of ${name}</a>`}</p>`}
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
  section,
  .quiet {
    border-top: 1px solid var(--line);
    margin-top: 1.25rem;
  }
  .quiet {
    padding-top: 1.25rem;
  }
  h2 a {
    color: inherit;
    text-decoration: none;
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
