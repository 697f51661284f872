/** What every list answers. */
type Page = { data: unknown[]; pagination: { has_more: boolean; next_cursor: string | null } }

/**
 * A list: `await` it for the first page as the API answers it, or walk it with `for await`, which fetches the pages one
 * after the other as they are needed.
 */
export type Pages<Reply extends Page> = PromiseLike<Reply> &
  AsyncIterable<Reply['data'][number]> & {
    /** The same page by page. */
    pages: () => AsyncIterable<Reply>
  }

/** Nothing is fetched before somebody asks. */
export function pagesOf<Reply extends Page>(
  fetchPage: (cursor: string | undefined) => Promise<Reply>,
): Pages<Reply> {
  let first: Promise<Reply> | undefined
  const firstPage = (): Promise<Reply> => (first ??= fetchPage(undefined))
  async function* pages(): AsyncGenerator<Reply, void> {
    for (let page = await firstPage(); ; page = await fetchPage(page.pagination.next_cursor ?? undefined)) {
      yield page
      if (!page.pagination.has_more || page.pagination.next_cursor === null) return
    }
  }
  return {
    then: (onFulfilled, onRejected) => firstPage().then(onFulfilled, onRejected),
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.data
    },
  }
}
