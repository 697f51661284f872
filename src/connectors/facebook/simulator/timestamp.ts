/** Whole seconds, the zone without its colon. */
export function timestamp(iso: string): string {
  return `${iso.slice(0, 19)}+0000`
}
