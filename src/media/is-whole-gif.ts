const extension = 0x21
const frame = 0x2c

/** Whether a GIF goes on to its end. One that is cut off decodes as a shorter animation, so its blocks are walked. */
export function isWholeGif(bytes: Uint8Array): boolean {
  let at = 13 + colourTable(bytes[10])
  for (;;) {
    const kind = bytes[at]
    if (kind === undefined) return false
    if (kind === extension) at = afterBlocks(bytes, at + 2)
    else if (kind === frame) at = afterBlocks(bytes, at + 11 + colourTable(bytes[at + 9]))
    // The end; or what is for the decoder to judge.
    else return true
  }
}

function colourTable(flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) at += length + 1
  return at + 1
}
