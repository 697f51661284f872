import { useQueries } from '@tanstack/react-query'

/** What the composer uses of a network's rules: the length of a text as the network counts. */
export type Rules = { measure: (text: string) => number }

/** How each network counts: the server's own code, each network's in a file of its own that is fetched when needed. */
const files = import.meta.glob<{ rules: Rules }>('../../../src/connectors/[!_]*/rules.ts')

/** The counting of networks; absent until it is there. */
export function useRules(slugs: readonly string[]): Record<string, Rules> {
  const found = useQueries({
    queries: slugs.map((slug) => ({
      queryKey: ['rules', slug],
      queryFn: async () => {
        const load = files[`../../../src/connectors/${slug}/rules.ts`]
        return load === undefined ? null : (await load()).rules
      },
      staleTime: Infinity,
    })),
  })
  return Object.fromEntries(
    slugs.flatMap((slug, index) => {
      const rules = found[index]?.data
      return rules == null ? [] : [[slug, rules] as const]
    }),
  )
}
