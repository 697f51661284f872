import { createHash } from 'node:crypto'
import type { Json } from '../../../kit/json.js'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const [raw, dagCbor] = [0x55, 0x71]

/** The address of a file: its bytes' hash, so that a second upload of the same bytes is the same blob. */
export function cidOfBytes(bytes: Buffer): string {
  return cid(raw, bytes)
}

/** The address of a record: the hash of its DAG-CBOR, so that equal records have equal addresses. */
export function cidOfRecord(record: Json): string {
  return cid(dagCbor, encode(record))
}

function cid(codec: number, content: Buffer): string {
  const hash = createHash('sha256').update(content).digest()
  return `b${base32(Buffer.concat([Buffer.from([1, codec, 0x12, hash.length]), hash]))}`
}

export function base32(bytes: Buffer): string {
  let text = ''
  let [held, bits] = [0, 0]
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31] ?? ''
      held &= (1 << bits) - 1
    }
  }
  return bits === 0 ? text : text + (alphabet[(held << (5 - bits)) & 31] ?? '')
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const letter of text) {
    held = (held << 5) | alphabet.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 255)
    held &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}

/** DAG-CBOR: shortest lengths, map keys by length and then by bytes, links under tag 42. */
function encode(value: Json): Buffer {
  if (value === null) return Buffer.from([0xf6])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([head(3, text.length), text])
  }
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)])
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  const [only, ...others] = entries
  if (only?.[0] === '$link' && others.length === 0 && typeof only[1] === 'string') {
    const link = Buffer.concat([Buffer.from([0]), fromBase32(only[1].slice(1))])
    return Buffer.concat([head(6, 42), head(2, link.length), link])
  }
  if (only?.[0] === '$bytes' && others.length === 0 && typeof only[1] === 'string') {
    const bytes = Buffer.from(only[1], 'base64')
    return Buffer.concat([head(2, bytes.length), bytes])
  }
  const pairs = entries
    .map(([name, member]) => [Buffer.from(name), encode(member ?? null)] as const)
    .sort(([a], [b]) => a.length - b.length || Buffer.compare(a, b))
  return Buffer.concat([
    head(5, pairs.length),
    ...pairs.flatMap(([name, member]) => [head(3, name.length), name, member]),
  ])
}

function head(major: number, size: number): Buffer {
  const first = major << 5
  if (size < 24) return Buffer.from([first | size])
  if (size < 0x100) return Buffer.from([first | 24, size])
  const bytes = Buffer.alloc(size < 0x10000 ? 3 : size < 0x1_0000_0000 ? 5 : 9)
  bytes[0] = first | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27)
  if (bytes.length === 3) bytes.writeUInt16BE(size, 1)
  else if (bytes.length === 5) bytes.writeUInt32BE(size, 1)
  else bytes.writeBigUInt64BE(BigInt(size), 1)
  return bytes
}
