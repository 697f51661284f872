/** A browser without scripts: it keeps cookies by host and follows redirects, and says where it is. */
export type Browser = {
  /** Opens an address; follows redirects up to one that `stopAt` begins. */
  open: (
    url: string,
    stopAt?: string,
  ) => Promise<{ url: string; status: number; text: string; setCookies: string[] }>
  cookies: (url: string) => string
}

export function aBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string): Map<string, string> => {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const cookies = (url: string): string =>
    [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ')
  return {
    cookies,
    async open(address, stopAt) {
      let url = address
      for (let hops = 0; hops < 10; hops += 1) {
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: cookies(url), accept: 'text/html' },
        })
        const setCookies = answer.headers.getSetCookie()
        for (const set of setCookies) {
          const [pair = '', ...rest] = set.split(';')
          const name = pair.slice(0, pair.indexOf('='))
          const isOver = /max-age=0|expires=thu, 01 jan 1970/i.test(rest.join(';'))
          if (isOver) jarOf(url).delete(name)
          else jarOf(url).set(name, pair.slice(name.length + 1))
        }
        const next = answer.headers.get('location')
        const text = await answer.text()
        const target = next === null ? null : new URL(next, url).href
        if (target === null || (stopAt !== undefined && target.startsWith(stopAt)))
          return { url: target ?? url, status: answer.status, text, setCookies }
        url = target
      }
      throw new Error(`Ten redirects; the last one was to ${url}`)
    },
  }
}
