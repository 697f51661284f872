import type { Config } from '../config.js'
import { firstPost } from '../http/first-post.js'
import { version } from '../version.js'
import type { FirstRun } from './first-run.js'

/** What a person sees while we start. Everything goes to standard output; logs go to standard error. */
export type Screen = {
  heading: () => void
  step: (what: string) => void
  ready: (facts: ReadyFacts) => void
  notice: (text: string) => void
  problem: (lines: readonly string[]) => void
  stopping: () => void
  stopped: () => void
}

export type ReadyFacts = {
  config: Config
  /** Where this machine reaches the server. */
  localUrl: string
  database: string | null
  inMs: number
  firstRun: FirstRun | null
  /** A platform for the first post to go to; null when there is none in the sandbox. */
  examplePlatform: string | null
  notices: readonly string[]
}

type Paint = Record<'bold' | 'soft' | 'accent' | 'good' | 'bad' | 'warn', (text: string) => string>

export function createScreen(out: NodeJS.WriteStream): Screen {
  const paint = paints(out.isTTY && out.hasColors())
  const say = (text = ''): void => void out.write(`${text}\n`)
  return {
    heading: () => say(`\n  ${paint.accent('▼')} ${paint.bold('VoxBurst')} ${paint.soft(version)}\n`),
    step: (what) => say(`  ${paint.soft('·')} ${paint.soft(what)}`),
    ready: (facts) => say(readyText(facts, paint)),
    notice: (text) => say(`  ${paint.warn('!')} ${text}`),
    problem(lines) {
      for (const line of lines) say(`  ${paint.bad('✗')} ${line}`)
    },
    stopping: () => say(`\n  ${paint.soft('Stopping: finishing what runs …')}`),
    stopped: () => say(`  ${paint.soft('Stopped.')}`),
  }
}

function readyText(facts: ReadyFacts, paint: Paint): string {
  const { config, localUrl } = facts
  const isWeb = config.services.has('web')
  const lines = [
    '',
    `  ${paint.good('●')} ${paint.bold('Ready')} ${paint.soft(`in ${(facts.inMs / 1_000).toFixed(1)} s`)}`,
    '',
    ...places(facts).map(([name, value]) => `    ${paint.soft(name.padEnd(10))} ${value}`),
  ]
  for (const notice of facts.notices) lines.push('', `  ${paint.warn('!')} ${notice}`)
  if (facts.firstRun !== null) lines.push('', ...firstRunLines(facts.firstRun, paint))
  if (isWeb && facts.firstRun?.made != null && facts.examplePlatform !== null) {
    lines.push('', `  ${paint.bold('Your first post:')} ${paint.soft('paste into another terminal')}`, '')
    const key = facts.firstRun.made.apiKey ?? '$VOXBURST_BOOTSTRAP_API_KEY'
    lines.push(...firstPost(localUrl, key, facts.examplePlatform).map((line) => `    ${line}`))
  }
  lines.push('', `  ${paint.soft('Ctrl-C stops the server and finishes what runs.')}`, '')
  return lines.join('\n')
}

function places({ config, localUrl, database }: ReadyFacts): [string, string][] {
  const rows: [string, string][] = []
  if (config.services.has('web')) {
    rows.push(['Start here', localUrl], ['API', `${localUrl}/v1`], ['Reference', `${localUrl}/docs`])
    if (config.publicUrl !== localUrl) rows.push(['Public at', config.publicUrl])
  } else rows.push(['Listens at', localUrl])
  if (config.mode === 'live') rows.push(['Platforms', 'live: posts go out to the real networks'])
  else rows.push(['Sandbox', `${config.sandboxUrl ?? localUrl}/sandbox`])
  if (config.services.size < 3) rows.push(['Services', [...config.services].join(', ')])
  if (database !== null) rows.push(['Database', database])
  rows.push(['Data', config.dataDir])
  return rows
}

function firstRunLines({ made, keptIn }: FirstRun, paint: Paint): string[] {
  if (made === null) return [`  ${paint.soft(`Your first API key is kept in ${keptIn}`)}`]
  const rows: [string, string][] = [
    ['API key', made.apiKey ?? 'the one in VOXBURST_BOOTSTRAP_API_KEY'],
    ['Owner', made.email],
    ['Password', made.password ?? 'the one in VOXBURST_OWNER_PASSWORD'],
  ]
  return [
    `  ${paint.bold('Made for you:')} ${paint.soft(`shown this once, kept in ${keptIn}`)}`,
    '',
    ...rows.map(([name, value]) => `    ${paint.soft(name.padEnd(10))} ${paint.accent(value)}`),
  ]
}

function paints(hasColors: boolean): Paint {
  const code =
    (on: number, off: number) =>
    (text: string): string =>
      hasColors ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text
  return {
    bold: code(1, 22),
    soft: code(2, 22),
    accent: code(36, 39),
    good: code(32, 39),
    bad: code(31, 39),
    warn: code(33, 39),
  }
}
