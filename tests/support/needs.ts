/** What every post of a network has beside its text, where it takes none without: people who get it. */
export const needs: Record<string, { platformMetadata: Record<string, unknown> }> = {
  whatsapp: { platformMetadata: { whatsapp: { to: ['+15550100001'] } } },
}
