import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

/** What is used here of undici's parser of HTTP/1 answers. */
type Parser = {
  paused: boolean
  /** 0 between two answers. */
  statusCode: number
  ptr: number | null
  llhttp: { llhttp_resume: (ptr: number) => void }
  execute: (bytes: Buffer) => void
  finish: () => Error | null
}

const mended = new WeakSet()
const nothing = Buffer.alloc(0)

/**
 * A way to open connections for which undici 7.30 survives a server that closes its side while the body waits to be
 * read. Its parser asserts there that it is not paused, in a handler of the socket, where nobody can catch it: any
 * server that is called could end the process (nodejs/undici#5360, mended in 8 only, which needs Node 22).
 */
export function finishingPaused(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (...opened) => {
      callback(...opened)
      // The parser is there once undici has taken the socket, and before any answer is.
      if (opened[0] === null) setImmediate(mendParserOf, opened[1])
    })
  }
}

function mendParserOf(socket: Socket): void {
  const name = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === 'parser')
  const parser = name === undefined ? undefined : Reflect.get(socket, name)
  if (!isParser(parser)) return
  const prototype = Object.getPrototypeOf(parser) as Parser
  if (mended.has(prototype)) return
  mended.add(prototype)
  const { finish } = prototype
  prototype.finish = function (this: Parser) {
    if (this.paused && this.ptr !== null) {
      goOn(this, this.ptr)
      // All bytes are in. An answer that is whole by its own account ends here; one that ends with its connection
      // pauses again.
      this.execute(nothing)
      if (this.statusCode === 0) return null
      if (this.paused) goOn(this, this.ptr)
    }
    return finish.call(this)
  }
}

function goOn(parser: Parser, ptr: number): void {
  parser.llhttp.llhttp_resume(ptr)
  parser.paused = false
}

function isParser(value: unknown): value is Parser {
  return typeof value === 'object' && value !== null && 'paused' in value && 'llhttp' in value
}
