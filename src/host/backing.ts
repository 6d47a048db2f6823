// What a runner needs of a backing: a set of hosts, their users' consoles, and the faults. The virtual network and the
// live one implement it, so that a scenario never asks which one it is on.
import type { NatOptions, ResolverOptions } from './addressing.ts'
import type { FaultAction, FaultEvent } from './faults.ts'
import type { Inspection } from './inspection.ts'
import type { LinkOptions } from './link-options.ts'
import type { StartProgram } from './program.ts'
import type { Report } from './report.ts'

/** How a host's TCP adapts to the path: RFC 5681, or RFC 9438 (Linux's default). */
export type CongestionControlName = 'newreno' | 'cubic'

export interface HostSpec {
  readonly name: string
  readonly start: StartProgram
  /** What lies on its disk before it first starts (durable). */
  readonly files?: Readonly<Record<string, Uint8Array | string>>
  /** Of what it sends; default 'cubic'. Real sockets do as their kernel is set up. */
  readonly congestionControl?: CongestionControlName
  /**
   * What each connection of it keeps until it is acknowledged, 262,144 bytes at least; absent: that grows with the
   * congestion window, as Linux tunes it.
   */
  readonly sendBufferBytes?: number
  /** IPv4 and IPv6 addresses, the first one the default. Absent: one of each, chosen for it, IPv4 first. */
  readonly addresses?: readonly string[]
  /** Other names; several hosts may have the same one, which then has all their addresses. */
  readonly aliases?: readonly string[]
  readonly resolver?: ResolverOptions
  /** It is a router for the hosts behind it. */
  readonly nat?: NatOptions
  /** Name of the router, added before it, that it is behind: its way to all but the others behind that router. */
  readonly behind?: string
}

/** The user's side of a host's terminal. It outlives crashes of the host. */
export interface Console {
  /** Types a line and Enter. */
  type(line: string): void
  /** Closes the input (Ctrl-D). */
  end(): void
  /** Everything the program has written so far, over all its restarts. */
  readonly output: string
}

/** How a program ended: by `exit(code)`, by a crash fault, or with an error that nobody caught. */
export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'error'; readonly error: Error }

export interface BackingEvents {
  onReport(report: Report): void
  /** The host's program wrote text. */
  onOutput(host: string, text: string): void
  onEnd(host: string, end: ProgramEnd): void
  /** A fault was applied, or something came of one. */
  onFault?(atMs: number, event: FaultEvent): void
}

export interface Backing {
  readonly kind: 'virtual' | 'live'
  /** Milliseconds since the run began: virtual or wall time. */
  nowMs(): number
  /** Adds a host that is still off. */
  addHost(spec: HostSpec): void
  /** Settings of every link that `setLink` does not name. Before the first host starts. */
  setDefaultLink(options: LinkOptions): void
  /** Settings of the link from one host to another, that direction only. */
  setLink(from: string, to: string, options: LinkOptions): void
  /** Starts the host's program; resolves when it has begun to run. A host that is on: an error. */
  start(host: string): Promise<void>
  /** Ctrl-C on the host's terminal. */
  interrupt(host: string): void
  isRunning(host: string): boolean
  console(host: string): Console
  /** Applies a fault now. Throws an Error with a clear reason when this backing cannot. */
  apply(action: FaultAction): void
  /** Resolves after so much time of the run. */
  sleep(delayMs: number): Promise<void>
  /** Looks at a host's disk from outside. Null when there is no such file. */
  readFile(host: string, path: string): Promise<Uint8Array | null>
  listFiles(host: string): Promise<string[]>
  /** What it knows of itself that no program tells; null when it keeps no account of it. */
  inspect?(): Inspection | null
  /**
   * Runs the world until the script's promise settles or `limitMs` of the run's time has passed (then it rejects with a
   * `RunLimitError`). The script awaits only this backing's promises and what follows from them.
   */
  run(script: () => Promise<void>, limitMs: number): Promise<void>
  /** Ends everything: programs, sockets, child processes, temporary folders. */
  close(): Promise<void>
}

/** The run took longer than it was allowed to. */
export class RunLimitError extends Error {
  override name = 'RunLimitError'
}
