// What a behaviour of the contract is, and the stage it is played on. Knows neither a backing nor a test runner.
import type { Host } from '../../src/host/host.ts'

/** Three machines that are on and can reach each other by name and by address; nothing runs on them yet. */
export interface Stage {
  /** A fourth, which has the loopback addresses of both families for itself. */
  readonly alone: Host
  readonly a: Host
  readonly b: Host
  readonly c: Host
}

/** One thing that both backings do alike. `run` rejects when it does not hold; it awaits nothing but the hosts' doings. */
export interface Behaviour {
  readonly title: string
  /** It needs ::1, which a real machine may lack. */
  readonly needsIpv6: boolean
  run(stage: Stage): Promise<void>
}

export interface Topic {
  readonly name: string
  readonly behaviours: readonly Behaviour[]
}

/** How a backing hands itself over to the suite. */
export interface Fixture {
  readonly backing: string
  /**
   * Makes three fresh hosts, lets their world go on until the script has settled, and clears everything away. Rejects as the
   * script does, or when it takes longer than `limitMs` of the backing's own time.
   */
  play(script: (stage: Stage) => Promise<void>, limitMs: number): Promise<void>
}

export function behaviour(title: string, run: (stage: Stage) => Promise<void>): Behaviour {
  return { title, needsIpv6: false, run }
}

export function ipv6Behaviour(title: string, run: (stage: Stage) => Promise<void>): Behaviour {
  return { title, needsIpv6: true, run }
}

export function topic(name: string, behaviours: readonly Behaviour[]): Topic {
  return { name, behaviours }
}
