import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * PostgreSQL refuses to run as root. `namespace`: root runs it as uid 65534 of a user namespace, in which nothing
 * has to be copied or given away and folders of mode 0700 above it do not matter. `user`: an unprivileged user.
 */
export type RunAs =
  { kind: 'self' } | { kind: 'namespace' } | { kind: 'user'; uid: number; gid: number; name: string }

const unshare = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'] as const

export function chooseRunAs(): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const [command, ...options] = unshare
  const tried = spawnSync(command, [...options, 'true'], { stdio: 'ignore' })
  if (tried.status === 0) return { kind: 'namespace' }
  const user = unprivilegedUser()
  return { kind: 'user', ...user }
}

export function commandFor(
  runAs: RunAs,
  program: string,
  args: readonly string[],
): { command: string; args: string[]; ids: { uid?: number; gid?: number } } {
  switch (runAs.kind) {
    case 'self':
      return { command: program, args: [...args], ids: {} }
    case 'namespace': {
      const [command, ...options] = unshare
      return { command, args: [...options, program, ...args], ids: {} }
    }
    case 'user':
      return { command: program, args: [...args], ids: { uid: runAs.uid, gid: runAs.gid } }
  }
}

/** initdb wants a user that the system knows by name. */
export function unprivilegedUser(): { uid: number; gid: number; name: string } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return { name: user?.[0] ?? 'nobody', uid: Number(user?.[2] ?? 65534), gid: Number(user?.[3] ?? 65534) }
}

/** Nothing of our environment: it holds secrets, and PG* variables would change what the server does. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}
