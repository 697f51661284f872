import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { aFolder, atTheEnd, eventually } from '../support/server-process.js'

const program = fileURLToPath(new URL('node_modules/@voxburst/cli/bin/voxburst', import.meta.url))

export type Ran = { code: number | null; out: string; err: string }
export type Running = { child: ChildProcess; said: () => string; until: (text: string) => Promise<void> }

export type CommandLine = {
  home: string
  /** Runs a command to its end. */
  run: (args: string[], env?: Record<string, string>) => Promise<Ran>
  /** Starts a command that runs until it is stopped; stopped at the end of the test file if need be. */
  start: (args: string[]) => Running
  /** Commands that were run, without what they were given: `posts get`. */
  used: Set<string>
  /** Every command that the program offers, by its own help. */
  offered: () => Promise<string[]>
}

/** `voxburst` as it was published, each command a process, with a home of its own that is empty at first. */
export async function aCommandLine(): Promise<CommandLine> {
  const home = await aFolder('vb-home-')
  const used = new Set<string>()
  const open = (args: string[], env: Record<string, string> = {}): ChildProcess => {
    used.add(
      args
        .filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('-'))
        .slice(0, 2)
        .join(' '),
    )
    return spawn(process.execPath, [program, ...args], {
      cwd: home,
      // Its dates are in the zone of the machine; its tables are coloured unless told otherwise.
      env: { PATH: process.env['PATH'], HOME: home, TZ: 'UTC', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
  const run: CommandLine['run'] = async (args, env) => {
    const child = open(args, env)
    const told = { out: '', err: '' }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (told.out += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (told.err += text))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...told }
  }
  const helpOf = async (words: string[]): Promise<string[]> => {
    const { out } = await run([...words, '--help'])
    const list = out.split('Commands:\n')[1] ?? ''
    return [...list.matchAll(/^ {2}([a-z-]+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help')
  }
  return {
    home,
    run,
    used,
    start(args) {
      const child = open(args)
      let told = ''
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => (told += text))
      const ended = once(child, 'close')
      atTheEnd(async () => {
        child.kill('SIGKILL')
        await ended
      })
      return {
        child,
        said: () => told,
        until: (text) => eventually(() => told.includes(text), `voxburst ${args.join(' ')} says "${text}"`),
      }
    },
    async offered() {
      const groups = await helpOf([])
      const names = await Promise.all(
        groups.map(async (group) => {
          const inside = await helpOf([group])
          return inside.length === 0 ? [group] : inside.map((name) => `${group} ${name}`)
        }),
      )
      return names.flat()
    },
  }
}
