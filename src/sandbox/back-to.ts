/** Where an OAuth request wants to be answered: its `redirect_uri` with the answer's fields, and its `state` where it has one. */
export function backTo(query: URLSearchParams): (fields: Record<string, string>) => string {
  return (fields) => {
    const url = new URL(query.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
    const state = query.get('state')
    if (state !== null) url.searchParams.set('state', state)
    return url.href
  }
}
