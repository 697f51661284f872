// The publisher as people first write it: what a dead worker left open counts as not sent, and is sent again. Loaded
// into workers of the twin test alone (node --import), so that no build and no setting of the product can do this.
import { register } from 'node:module'

register(
  'data:text/javascript,' +
    encodeURIComponent(`
  const changes = [
    ['if (left.deadlineInMs > 0)', 'if (false)'],
    ['const step = firstLook(', 'const step = ((..._) => ({ kind: "resend", from: { stage: "send", resume: null }, byItself: false }))('],
    ["outcome: 'unknown'", "outcome: 'refused'"],
  ]
  export async function load(url, context, next) {
    const loaded = await next(url, context)
    if (!url.endsWith('/dist/src/publishing/publish-target.js')) return loaded
    let source = String(loaded.source)
    for (const [guard, nothing] of changes) {
      // One place in the function that settles what was left open.
      const from = source.indexOf(guard, source.indexOf('async function settleLeftOpen('))
      if (from === -1) throw new Error('The guard is written in other words: ' + guard)
      source = source.slice(0, from) + nothing + source.slice(from + guard.length)
    }
    return { ...loaded, source }
  }
`),
  import.meta.url,
)
