// Plays faults on a live run: hands those of the network to the proxy, stops and starts machines, and ends what has a
// `forMs`. Whatever real sockets and files cannot do throws, with the reason.
import type { FaultAction, FaultEvent } from '../../host/faults.ts'
import type { ImpairmentProxy } from '../impairment-proxy/impairment-proxy.ts'
import { whyNotLive } from '../live-reasons.ts'
import type { RunningProgram } from './machine.ts'

/** What faults do to the hosts of a live run. */
export interface LiveDeeds {
  hostsNamed(names: readonly string[] | '*'): readonly string[]
  isRunning(host: string): boolean
  crash(host: string): void
  restart(host: string): void
  program(host: string): RunningProgram | null
  tell(event: FaultEvent): void
}

export class FaultPlayer {
  readonly #proxy: ImpairmentProxy
  readonly #deeds: LiveDeeds
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #paused = new Map<string, RunningProgram>()
  /** Hosts whose program a fault took the power from. */
  readonly #dark = new Set<string>()

  constructor(proxy: ImpairmentProxy, deeds: LiveDeeds) {
    this.#proxy = proxy
    this.#deeds = deeds
  }

  apply(action: FaultAction): void {
    switch (action.kind) {
      case 'partition':
      case 'heal':
      case 'link':
      case 'cut-connections':
      case 'corrupt-stream': {
        const undo = this.#proxy.apply(action)
        if (undo !== null) this.#later(action, undo)
        break
      }
      case 'crash':
        this.#powerOff(action, [action.host])
        break
      case 'power-loss':
        this.#powerOff(action, this.#deeds.hostsNamed(action.hosts))
        break
      case 'restart':
        this.#restart(action.host)
        break
      case 'pause':
        this.#pause(action, this.#deeds.hostsNamed(action.hosts))
        break
      case 'resume':
        this.#resume(this.#deeds.hostsNamed(action.hosts))
        break
      case 'calm':
        this.#proxy.calm()
        this.#resume([...this.#paused.keys()])
        for (const host of [...this.#dark]) if (!this.#deeds.isRunning(host)) this.#restart(host)
        break
      default:
        throw new Error(`real sockets cannot play '${action.kind}': ${whyNotLive(action.kind)}`)
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#resume([...this.#paused.keys()])
  }

  #later(fault: FaultAction, undo: () => boolean): void {
    if (!('forMs' in fault) || fault.forMs === undefined) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (undo()) this.#deeds.tell({ kind: 'over', fault })
    }, fault.forMs)
    this.#timers.add(timer)
  }

  #powerOff(fault: FaultAction, hosts: readonly string[]): void {
    const running = hosts.filter((host) => this.#deeds.isRunning(host))
    for (const host of hosts) {
      this.#paused.delete(host)
      this.#deeds.crash(host)
    }
    for (const host of running) this.#dark.add(host)
    this.#later(fault, () => {
      const off = running.filter((host) => this.#dark.has(host) && !this.#deeds.isRunning(host))
      for (const host of off) this.#restart(host)
      return off.length > 0
    })
  }

  #restart(host: string): void {
    this.#dark.delete(host)
    this.#deeds.restart(host)
  }

  #pause(fault: FaultAction, hosts: readonly string[]): void {
    const paused = hosts.flatMap((host): string[] => {
      const program = this.#deeds.program(host)
      if (program === null) return []
      program.pause()
      this.#paused.set(host, program)
      return [host]
    })
    this.#later(fault, () => this.#resume(paused))
  }

  /** False: nobody of them stood still. */
  #resume(hosts: readonly string[]): boolean {
    const paused = hosts.filter((host) => this.#paused.has(host))
    for (const host of paused) {
      this.#paused.get(host)?.resume()
      this.#paused.delete(host)
    }
    return paused.length > 0
  }
}
