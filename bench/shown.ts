import type { BrowserContext, Page } from 'playwright-core'

/** When a page had its heading and its data on the screen, in milliseconds from the beginning of the navigation. */
export type Shown = { heading: number; data: number }

/** What was fetched until then, of our own files and the API’s answers; `js` in bytes as they came, compressed. */
export type Fetched = { forHeading: string[]; forData: string[]; js: number }

/** `end` is when it had come, on the clock of `Shown`. */
type Resource = { path: string; bytes: number; end: number }

/** What a page shows when it has its data: an expression for the page. */
export type Visit = { path: string; data: string }

/** Opens a page in a browser that has seen nothing, and once more in a new tab of it, which is left open. */
export async function visitTwice(
  context: BrowserContext,
  visit: Visit,
): Promise<{ cold: Shown; warm: Shown; fetched: Fetched; page: Page }> {
  const first = await visited(context, visit)
  const fetched = sortedOut(await first.page.evaluate<Resource[]>(resources), first.shown)
  // In the same tab, scripts would be taken from the memory of its process, and not from the cache.
  await first.page.close()
  const { page, shown: warm } = await visited(context, visit)
  return { cold: first.shown, warm, fetched, page }
}

async function visited(
  context: BrowserContext,
  { path, data }: Visit,
): Promise<{ page: Page; shown: Shown }> {
  const page = await context.newPage()
  await page.addInitScript(watch(data))
  await page.goto(path, { waitUntil: 'commit' })
  return { page, shown: await page.evaluate<Shown>('shown') }
}

/** Each once, by what it came in time for; what goes on, as the stream of events does, has not come. */
export function sortedOut(all: readonly Resource[], shown: Shown): Fetched {
  const inTime = all.filter(({ path, end }) => end <= shown.data && /^\/(?:assets|v1\/(?!stream))/.test(path))
  const pathsOf = (some: readonly Resource[]): string[] => [...new Set(some.map(({ path }) => path))]
  const forHeading = pathsOf(inTime.filter(({ end }) => end <= shown.heading))
  return {
    forHeading,
    forData: pathsOf(inTime).filter((path) => !forHeading.includes(path)),
    js: inTime.reduce((sum, { path, bytes }) => sum + (path.endsWith('.js') ? bytes : 0), 0),
  }
}

/** An observer sees what stands in the document, and the frame after it that it is on the screen. */
const watch = (data: string): string => `
globalThis.shown = new Promise((resolve, reject) => {
  const times = {}
  const seen = new Set()
  const note = (what) => {
    if (seen.has(what)) return
    seen.add(what)
    requestAnimationFrame(() => setTimeout(() => {
      times[what] = performance.now()
      if ('heading' in times && 'data' in times) resolve(times)
    }))
  }
  new MutationObserver(() => {
    if (document.querySelector('h1') !== null) note('heading')
    if (seen.has('heading') && (${data})) note('data')
  }).observe(document, { subtree: true, childList: true, characterData: true })
  setTimeout(() => reject(new Error('Not shown within 30 s: ' + location.href)), 30_000)
})
// A page that is left before is not asked.
globalThis.shown.catch(() => undefined)`

const resources = `performance.getEntriesByType('resource').map(({ name, encodedBodySize, responseEnd }) => {
  const { pathname, search } = new URL(name)
  return { path: pathname + search, bytes: encodedBodySize, end: responseEnd }
})`

/**
 * The raw limit of a page: the same files and the same answers of the API from the same server, all at once that the
 * page had for its heading, then all at once that it had for its data; nothing of them is run.
 */
export function rawPage({ forHeading, forData }: Fetched): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Raw</title>
<body><textarea aria-label="Text"></textarea></body>
<script type="module">
const fetched = (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).arrayBuffer()))
const show = (name) => document.body.append(document.createElement(name))
await fetched(${JSON.stringify(forHeading)})
show('h1')
await fetched(${JSON.stringify(forData)})
show('main')
</script>
</html>
`
}

/** Types into what has the focus, as a quick typist does; milliseconds of each key until its frame is on the screen. */
export async function typed(page: Page, text: string): Promise<number[]> {
  await page.evaluate(watchKeys(text.length))
  await page.keyboard.type(text, { delay: 40 })
  return page.evaluate<number[]>('typed')
}

const watchKeys = (count: number): string => `
globalThis.typed = new Promise((resolve) => {
  const times = []
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => setTimeout(() => {
      if (times.push(performance.now() - timeStamp) === ${String(count)}) resolve(times)
    }))
  }, { capture: true })
})
0`
