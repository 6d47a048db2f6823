// Runs code as a program's on virtual time, for tests of what it finds around it.
import type { Host } from '../../../src/host/host.ts'
import { World, type WorldOptions } from '../../../src/net/world.ts'

/** The date at which every run begins. */
export const EPOCH_MS = Date.UTC(2026, 0, 1)

export interface Told {
  readonly world: World
  readonly host: Host
  /** What the code notes, each with the time of the run in ms. */
  readonly log: unknown[][]
  note(...values: unknown[]): void
}

/** Runs `code` on host 'a' at 2.5 ms, lets the world go on for a second, and gives what was noted. */
export async function inHost(code: (told: Told) => unknown, options: Partial<WorldOptions> = {}): Promise<unknown[][]> {
  const log: unknown[][] = []
  const ends: string[] = []
  const onEnd = (host: string, end: { readonly kind: string; readonly error?: Error }) =>
    ends.push(`${host} ${end.kind} ${end.error?.message ?? ''}`)
  const world = new World({ seed: 'guard', exact: true, events: { onReport() {}, onOutput() {}, onEnd }, ...options })
  const start = (host: Host) => {
    const note = (...values: unknown[]) => void log.push([world.nowMs(), ...values])
    host.clock.setTimeout(() => void code({ world, host, log, note }), 2)
    return { interrupt() {} }
  }
  world.addHost({ name: 'a', start })
  world.addHost({ name: 'b', start: () => ({ interrupt() {} }) })
  try {
    await world.run(async () => {
      await world.sleep(0.5)
      await world.start('a')
      await world.sleep(1000)
    }, 10_000)
  } finally {
    await world.close()
  }
  for (const end of ends) log.push(['ended', end])
  return log
}
