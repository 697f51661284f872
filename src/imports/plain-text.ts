const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const blocks = /<\/(?:p|div|li|h[1-6]|blockquote|ul|ol)\s*>/gi

/** The text of what an editor kept as HTML: each block a line, links as they read. Text without tags stays as it is. */
export function plainText(html: string): string {
  if (!/<(?:p|div|br|a|span|strong|em|b|i|u|ul|ol|li|h[1-6])\b[^>]*>/i.test(html)) return html
  return html
    .replaceAll(/\r?\n\s*/g, ' ')
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(blocks, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) =>
        name === undefined
          ? charOf(Number(decimal ?? `0x${hex ?? ''}`))
          : (entities[name.toLowerCase()] ?? whole),
    )
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function charOf(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
