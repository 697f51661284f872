import { palette } from '../kit/html.js'

/** The reference page: a heading of ours, below it Swagger UI. No inline script or style, so that the policy can be strict. */
export const referenceHtml = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · VoxBurst</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%234f46e5'/%3E%3Cpath d='M8 10l8 13 8-13' fill='none' stroke='white' stroke-width='4' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/reference.css">
<header class="bar">
  <a class="brand" href="/">VoxBurst</a>
  <nav aria-label="The document">
    <a href="/api/openapi.json">openapi.json</a>
    <a href="/api/openapi.yaml">openapi.yaml</a>
  </nav>
</header>
<main id="reference"><p class="wait">The reference is being drawn …</p></main>
<noscript><p class="wait">This page needs JavaScript. The same is in <a href="/api/openapi.yaml">openapi.yaml</a>.</p></noscript>
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/reference.js" defer></script>
</html>
`

/** Calls go to where the page was opened, whatever the public address is: the policy allows nothing else. */
export const referenceScript = `const place = document.querySelector('#reference')
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

fetch('/api/openapi.json')
  .then((reply) => reply.json())
  .then(draw, () => {
    place.textContent = 'The document could not be read. Reload the page.'
  })

function draw(spec) {
  spec.servers = [{ url: location.origin, description: 'This server' }]
  SwaggerUIBundle({
    spec,
    domNode: place,
    deepLinking: true,
    docExpansion: 'list',
    filter: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 3,
    tryItOutEnabled: false,
    syntaxHighlight: { activated: true, theme: 'nord' },
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  })
}
`

export const referenceStyle = `:root {
  ${palette}
}
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
.bar { position: sticky; top: 0; z-index: 5; display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 0.75rem clamp(1rem, 4vw, 2rem); background: var(--card); border-bottom: 1px solid var(--line); }
.bar nav { display: flex; gap: 1rem; font-size: 0.875rem; }
.bar a { color: var(--accent); text-decoration: none; }
.bar a:hover { text-decoration: underline; }
.bar .brand { color: var(--ink); font-weight: 700; letter-spacing: -0.01em; }
.wait { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: var(--soft); }
.swagger-ui, .swagger-ui .opblock-tag, .swagger-ui .info .title, .swagger-ui .opblock .opblock-summary-description,
.swagger-ui .btn, .swagger-ui table thead tr th, .swagger-ui .parameter__name, .swagger-ui .info p, .swagger-ui .info li,
.swagger-ui .markdown p, .swagger-ui .renderedMarkdown p, .swagger-ui .opblock-description-wrapper p { font-family: inherit; }
.swagger-ui .wrapper { max-width: 72rem; padding: 0 clamp(1rem, 4vw, 2rem); }
.swagger-ui .info { margin: 2rem 0 1rem; }
.swagger-ui .info .title { font-size: 1.9rem; letter-spacing: -0.02em; }
.swagger-ui .info .title small { border-radius: 999px; }
.swagger-ui .scheme-container { background: none; box-shadow: none; padding: 0 0 1rem; margin: 0; }
.swagger-ui .opblock { border-radius: 12px; box-shadow: none; overflow: hidden; }
.swagger-ui .opblock .opblock-summary-method { border-radius: 8px; text-shadow: none; }
.swagger-ui .opblock-tag { border-bottom-color: var(--line); font-size: 1.15rem; }
.swagger-ui .filter .operation-filter-input { border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--ink); }
.swagger-ui .info table td, .swagger-ui .info table th { padding: 0.35rem 1.5rem 0.35rem 0; text-align: left; }
.swagger-ui .btn { border-radius: 8px; box-shadow: none; }
@media (max-width: 640px) {
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui table { display: block; overflow-x: auto; }
}
`
