// Lets the faults of a run happen at their times: those that the scenario tells of, and those that chaos adds. It does not
// know which backing it is on.
import type { Backing } from '../host/backing.ts'
import type { Fault } from '../host/faults.ts'
import type { Stage } from './stage.ts'

type Apply = (fault: Fault) => void

export class FaultTimeline {
  readonly #backing: Backing
  readonly #stage: Stage
  readonly #entries: readonly (readonly [fault: Fault, apply: Apply])[]
  /** Hosts that chaos has switched off. */
  readonly #down = new Set<string>()

  /** `healAtMs`: all is healed then, and what should come later does not. Null: never. */
  constructor(
    backing: Backing,
    stage: Stage,
    story: readonly Fault[],
    chaos: readonly Fault[],
    healAtMs: number | null,
  ) {
    this.#backing = backing
    this.#stage = stage
    const told = story.map((fault) => [fault, (action: Fault) => this.#apply(action)] as const)
    const added = chaos.map((fault) => [fault, (action: Fault) => this.#applyChaos(action)] as const)
    const all = [...told, ...added].sort(([one], [other]) => one.atMs - other.atMs)
    if (healAtMs === null) this.#entries = all
    else {
      const before = all.filter(([{ atMs }]) => atMs <= healAtMs)
      this.#entries = [...before, [{ kind: 'calm', atMs: healAtMs }, () => stage.heal()]]
    }
  }

  /** Those at 0 ms: before anyone starts. */
  begin(): void {
    for (const [fault, apply] of this.#entries) if (fault.atMs <= 0) apply(fault)
  }

  async goOn(): Promise<void> {
    for (const [fault, apply] of this.#entries) {
      if (fault.atMs <= 0) continue
      const waitMs = fault.atMs - this.#backing.nowMs()
      if (waitMs > 0) await this.#backing.sleep(waitMs)
      apply(fault)
    }
  }

  #apply({ atMs: _, ...action }: Fault): void {
    this.#stage.apply(action)
  }

  /** Chaos does not know the story: it leaves a host alone that is off, and brings back only whom it has switched off. */
  #applyChaos(fault: Fault): void {
    if (fault.kind === 'crash') {
      if (!this.#backing.isRunning(fault.host)) return
      this.#down.add(fault.host)
    }
    if (fault.kind === 'power-loss' && fault.hosts !== '*') {
      const hosts = fault.hosts.filter((host) => this.#backing.isRunning(host))
      for (const host of hosts) this.#down.add(host)
      if (hosts.length > 0) this.#apply({ ...fault, hosts })
      return
    }
    if (fault.kind === 'restart' && (!this.#down.delete(fault.host) || this.#backing.isRunning(fault.host))) return
    this.#apply(fault)
  }
}
