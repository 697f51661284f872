/** Text that is safe to put into a page as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | readonly Html[]

/** A piece of a page: everything put in is escaped, except pieces of pages. */
export function html(pieces: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(pieces.reduce((text, piece, index) => text + shown(parts[index - 1] ?? '') + piece))
}

function shown(part: Part): string {
  if (part instanceof Html) return part.text
  if (typeof part === 'string' || typeof part === 'number') {
    return String(part).replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`)
  }
  return part.map((each) => each.text).join('')
}

/** The colours of our pages, by day and by night: declarations for `:root`. */
export const palette = `
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #111318);
  --card: light-dark(#fff, #1a1d24);
  --ink: light-dark(#1b1f28, #e8eaf0);
  --soft: light-dark(#5b6270, #9aa1b1);
  --line: light-dark(#e2e5ea, #2b303b);
  --accent: light-dark(#4338ca, #a5b4fc);
  --code: light-dark(#f1f2f6, #0d0f13);
`

/** A whole page in our look: calm, dark and light, readable at 360 px, without scripts. */
export function page(title: string, body: Html, wide = false): Html {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} · VoxBurst</title>
      <link
        rel="icon"
        href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%234f46e5'/%3E%3Cpath d='M8 10l8 13 8-13' fill='none' stroke='white' stroke-width='4' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"
      />
      <style>
        :root {
          ${new Html(palette)}
        }
        * {
          box-sizing: border-box;
        }
        body {
          margin: 0;
          background: var(--ground);
          color: var(--ink);
          font:
            16px/1.55 system-ui,
            -apple-system,
            'Segoe UI',
            sans-serif;
        }
        main {
          max-width: ${wide ? '64rem' : '40rem'};
          margin: 0 auto;
          padding: clamp(1rem, 5vw, 4rem) 1rem;
        }
        .card {
          background: var(--card);
          border: 1px solid var(--line);
          border-radius: 14px;
          padding: clamp(1rem, 4vw, 2rem);
          margin: 0 0 1.25rem;
          overflow-wrap: anywhere;
        }
        h1 {
          font-size: 1.6rem;
          line-height: 1.2;
          margin: 0 0 0.75rem;
          letter-spacing: -0.01em;
        }
        h2 {
          font-size: 1.05rem;
          margin: 1.75rem 0 0.5rem;
        }
        p {
          margin: 0.5rem 0;
        }
        a {
          color: var(--accent);
        }
        small,
        .soft {
          color: var(--soft);
          font-size: 0.875rem;
        }
        pre {
          background: var(--code);
          border: 1px solid var(--line);
          border-radius: 10px;
          padding: 0.9rem 1rem;
          overflow-x: auto;
          font-size: 0.8125rem;
          line-height: 1.5;
        }
        code {
          font-family: ui-monospace, SFMono-Regular, Menlo, monospace;
          font-size: 0.9em;
        }
        label {
          display: block;
          font-weight: 600;
          margin: 1rem 0;
        }
        th {
          white-space: nowrap;
        }
        label small {
          display: block;
          font-weight: 400;
          margin-top: 0.25rem;
        }
        input {
          display: block;
          width: 100%;
          margin-top: 0.35rem;
          padding: 0.6rem 0.75rem;
          font: inherit;
          font-weight: 400;
          color: inherit;
          background: var(--ground);
          border: 1px solid var(--line);
          border-radius: 8px;
        }
        button {
          font: inherit;
          font-weight: 600;
          padding: 0.65rem 1.25rem;
          border: 0;
          border-radius: 8px;
          color: light-dark(#fff, #14161c);
          background: var(--accent);
          cursor: pointer;
          margin: 0.5rem 0.5rem 0 0;
        }
        button.plain {
          background: transparent;
          color: var(--soft);
          border: 1px solid var(--line);
        }
        .problem {
          color: light-dark(#b42318, #fda29b);
        }
        ul {
          padding-left: 1.1rem;
        }
        li {
          margin: 0.3rem 0;
        }
        table {
          border-collapse: collapse;
          width: 100%;
        }
        td,
        th {
          text-align: left;
          padding: 0.5rem 0.75rem 0.5rem 0;
          border-bottom: 1px solid var(--line);
          vertical-align: top;
        }
        :focus-visible {
          outline: 2px solid var(--accent);
          outline-offset: 2px;
        }
      </style>
      <main><div class="card">${body}</div></main>
    </html>`
}
