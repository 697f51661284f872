import { Writable } from 'node:stream'
import { pino, type Logger } from 'pino'

/** Logs to standard error: lines of JSON for machines, or one readable line each where a person looks on. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null }, process.stderr.isTTY ? readable(process.stderr) : process.stderr)
}

const names: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

function readable(out: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString('utf8').trimEnd().split('\n')) out.write(`${readableLine(line)}\n`)
      done()
    },
  })
}

function readableLine(line: string): string {
  const { level, time, msg, ...facts } = JSON.parse(line) as {
    level: number
    time: number
    msg?: string
  } & Record<string, unknown>
  const at = new Date(time).toTimeString().slice(0, 8)
  const more = Object.entries(facts).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return ['  ', at, (names[level] ?? String(level)).padEnd(5), msg ?? '', ...more].join(' ')
}
