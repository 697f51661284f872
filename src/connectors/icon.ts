/** The network's sign; see `listPlatforms` in `contract/system.ts`. */
export type Icon = {
  /** SVG path data in a box of 24 by 24. */
  path: string
  /** Of the ground it stands on, #rrggbb. */
  color: string
}
