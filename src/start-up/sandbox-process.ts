import type { Logger } from 'pino'
import { networkSlug, openSandbox } from '../app.js'
import type { Config } from '../config.js'
import { createGuardedHttp } from '../kit/guarded-http.js'
import { sandboxServer } from '../sandbox/serve-alone.js'

/** Starts a process that is the sandbox and nothing else. */
export async function startSandboxProcess(
  config: Config,
  log: Logger,
): Promise<{ stop: () => Promise<void> }> {
  const sandbox = await openSandbox(
    config,
    () => config.publicUrl,
    createGuardedHttp({ allowPrivate: config.allowPrivateNetwork }),
    (message, facts) => log.info(facts ?? {}, message),
  )
  const server = sandboxServer(sandbox, {
    slugOf: networkSlug,
    log: (message, facts) => log.error(facts, message),
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: config.host, port: config.port }, resolve)
  })
  return {
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 5_000).unref()
      await closed
      sandbox.close()
    },
  }
}
