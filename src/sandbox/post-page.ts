import { html, page, type Html } from '../kit/html.js'
import { largestShown } from './kept-files.js'
import { nameOf, pageHeaders } from './pages.js'
import type { SimPost, SimReply, SimUser } from './simulator.js'

type Shown = SimPost['media'][number]

/** A post and what it stands among. */
type Around = {
  post: SimPost
  user: SimUser
  network: string
  parent: SimPost | undefined
  replies: readonly SimPost[]
}

type Links = { fileAt: (file: string) => string; postAt: (post: SimPost) => string | null }

/** A post as the public would see it: its pictures and films, what it answers and what answers it. */
export function postPage({ post, user, network, parent, replies }: Around, links: Links): SimReply {
  const at = post.createdAt.slice(0, 16).replace('T', ' ')
  const body = html`${style}
    <header class="author">
      <span class="face" aria-hidden="true">${[...user.displayName][0] ?? '?'}</span>
      <div>
        <h1>${user.displayName}</h1>
        <p class="soft">@${user.username}</p>
      </div>
      <a class="network" href="/sandbox">${network} · sandbox</a>
    </header>
    ${post.parentId === null ? [] : html`<p class="soft">In reply to ${parent === undefined ? 'an earlier post' : named(parent, links)}</p>`}
    ${(post.notes ?? []).map((note) => html`<p class="note">${note}</p>`)}
    ${post.text === '' ? [] : html`<p class="words">${post.text}</p>`} ${poll(post)}
    ${gallery(post.media, links)} ${card(post)}
    <p class="soft"><time datetime="${post.createdAt}">${at} UTC</time></p>
    ${
      replies.length === 0
        ? []
        : html`<section class="replies">
            <h2>Replies</h2>
            <ul>
              ${replies.map((reply) => html`<li>${named(reply, links)}</li>`)}
            </ul>
          </section>`
    }
    <p class="soft id">Post id <code>${post.remoteId}</code></p>`
  return { status: 200, headers: pageHeaders, body: page(`${user.displayName} on ${network}`, body).text }
}

function poll({ poll: answers = [] }: SimPost): Html {
  if (answers.length === 0) return html``
  return html`<ul class="poll" aria-label="Poll">
    ${answers.map((answer) => html`<li>${answer}<span>0 votes</span></li>`)}
  </ul>`
}

function card({ card: linked }: SimPost): Html {
  if (linked === undefined) return html``
  return html`<a class="linked" href="${linked.url}" rel="nofollow noreferrer">
    <strong>${linked.title}</strong>
    ${linked.description === '' ? [] : html`<span>${linked.description}</span>`}
    <small>${URL.canParse(linked.url) ? new URL(linked.url).host : linked.url}</small>
  </a>`
}

function named(post: SimPost, { postAt }: Links): Html {
  const to = postAt(post)
  return to === null ? html`${nameOf(post)}` : html`<a href="${to}">${nameOf(post)}</a>`
}

function gallery(media: readonly Shown[], links: Links): Html {
  if (media.length === 0) return html``
  const figures = media.map(
    (each) =>
      html`<figure>
        ${look(each, links)}
        <figcaption>
          ${alternative(each)}
          <small>${factsOf(each)}</small>
        </figcaption>
      </figure>`,
  )
  return html`<div class="gallery ${media.length === 1 ? 'one' : 'many'}">${figures}</div>`
}

function alternative({ kind, altText }: Shown): Html {
  if (altText !== null && altText !== '') return html`${altText}`
  return kind === 'document' ? html`` : html`<em>No alt text</em>`
}

function look({ kind, altText, width, height, bytes, file }: Shown, { fileAt }: Links): Html {
  if (file === undefined || bytes > largestShown || kind === 'document')
    return html`<p class="unseen soft">${kind}</p>`
  const size = width === null || height === null ? html`` : html`width="${width}" height="${height}"`
  return kind === 'video'
    ? html`<video src="${fileAt(file)}" ${size} controls preload="metadata"></video>`
    : html`<img src="${fileAt(file)}" ${size} alt="${altText ?? ''}" />`
}

function factsOf({ kind, width, height, bytes }: Shown): string {
  const size = width === null || height === null ? [] : [`${String(width)} × ${String(height)}`]
  const weight =
    bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
  return [kind, ...size, weight].join(', ')
}

const style = html`<style>
  .author {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.75rem;
    margin-bottom: 1rem;
  }
  .author h1 {
    font-size: 1.1rem;
    margin: 0;
  }
  .author p {
    margin: 0;
  }
  .face {
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: 50%;
    font-weight: 700;
    color: light-dark(#fff, #14161c);
    background: var(--accent);
  }
  .network {
    margin-left: auto;
    padding: 0.15rem 0.6rem;
    border: 1px solid var(--line);
    border-radius: 99px;
    color: var(--soft);
    font-size: 0.8125rem;
  }
  .words {
    white-space: pre-wrap;
    font-size: 1.15rem;
    margin: 0 0 1rem;
  }
  .gallery {
    display: grid;
    gap: 0.75rem;
    margin: 0 0 1rem;
  }
  .gallery.many {
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
  }
  figure {
    margin: 0;
    border: 1px solid var(--line);
    border-radius: 12px;
    overflow: hidden;
  }
  figure img,
  figure video {
    display: block;
    width: 100%;
    height: auto;
    max-height: 75vh;
    object-fit: contain;
    background: var(--code);
  }
  .many figure img {
    aspect-ratio: 4 / 3;
    object-fit: contain;
  }
  .unseen {
    display: grid;
    place-items: center;
    min-height: 8rem;
    margin: 0;
    background: var(--code);
  }
  figcaption {
    padding: 0.5rem 0.75rem;
    font-size: 0.875rem;
  }
  .note {
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    color: var(--soft);
    background: var(--code);
    font-size: 0.875rem;
    max-height: 12rem;
    overflow: auto;
  }
  .poll {
    padding: 0;
    margin: 0 0 1rem;
    list-style: none;
  }
  .poll li {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    margin: 0.5rem 0;
  }
  .poll span {
    color: var(--soft);
    font-size: 0.875rem;
    white-space: nowrap;
  }
  .linked {
    display: grid;
    gap: 0.15rem;
    padding: 0.75rem;
    margin: 0 0 1rem;
    border: 1px solid var(--line);
    border-radius: 12px;
    color: inherit;
    text-decoration: none;
  }
  .replies {
    border-top: 1px solid var(--line);
  }
  .replies ul {
    padding: 0;
    list-style: none;
  }
  .id {
    border-top: 1px solid var(--line);
    margin: 1rem 0 0;
    padding-top: 0.75rem;
  }
  figcaption small {
    display: block;
    font-size: 0.8125rem;
  }
</style>`
