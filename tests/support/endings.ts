/** What a test file leaves to be ended with it, last first. Files share their process: a hook of a module's own would run after the first alone. */
export const endings: (() => Promise<unknown>)[] = []

export async function endAll(): Promise<void> {
  for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end()
}
