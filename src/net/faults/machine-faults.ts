// Faults of machines: power, pauses, slowness, clocks.
import type { MachineFault, PowerLoss } from '../../host/machine-faults.ts'
import type { Fabric } from '../fabric.ts'
import type { Machine } from '../machine.ts'
import { millisToNanos, type Nanos } from '../nanos.ts'
import type { Cast } from './cast.ts'
import type { Endings, Tell } from './lasting.ts'
import { Tear } from './tear.ts'

/** What an event of a program is taken to need, for 'slow-cpu' by a factor: of the order of a callback in Node. */
const NOMINAL_EVENT_MS = 0.02

type FaultOf<K> = Extract<MachineFault, { kind: K }>

/** A fault that holds a machine's processor up. */
interface Hindrance {
  readonly isPause: boolean
  readonly eventTime: Nanos
}

export class MachineFaults {
  readonly #fabric: Fabric
  readonly #cast: Cast
  readonly #endings: Endings
  readonly #tell: Tell
  readonly #restart: (machine: Machine) => void
  /** In force, the latest last. */
  readonly #hindrances = new Map<Machine, Hindrance[]>()
  /** Those whose program a fault took the power from. */
  readonly #dark = new Set<Machine>()

  constructor(fabric: Fabric, cast: Cast, endings: Endings, tell: Tell, restart: (machine: Machine) => void) {
    this.#fabric = fabric
    this.#cast = cast
    this.#endings = endings
    this.#tell = tell
    this.#restart = restart
  }

  apply(fault: MachineFault): void {
    switch (fault.kind) {
      case 'crash':
        this.#powerOff([this.#cast.machine(fault.host)], fault)
        break
      case 'power-loss':
        this.#powerOff(this.#cast.machines(fault.hosts), fault)
        break
      case 'restart':
        this.#start(this.#cast.machine(fault.host))
        break
      case 'pause':
        this.#hinder(fault, { isPause: true, eventTime: 0 })
        break
      case 'resume':
        for (const machine of this.#cast.machines(fault.hosts)) this.#free(machine, ({ isPause }) => isPause)
        break
      case 'slow-cpu':
        this.#slow(fault)
        break
      case 'clock':
        this.#setClocks(fault)
        break
    }
  }

  /** Everybody runs at full speed, and clocks do not drift any more. */
  calm(): void {
    for (const machine of [...this.#hindrances.keys()]) this.#free(machine, () => true)
    for (const machine of this.#cast.everyone) machine.clock?.drift(0)
    for (const machine of [...this.#dark]) if (!machine.isRunning) this.#start(machine)
    this.#dark.clear()
  }

  #powerOff(machines: readonly Machine[], fault: (FaultOf<'crash'> | FaultOf<'power-loss'>) & PowerLoss): void {
    const wereRunning = machines.filter(({ isRunning }) => isRunning)
    for (const machine of machines) {
      this.#free(machine, ({ isPause }) => isPause)
      for (const { path, sizeBytes } of machine.crash(this.#tear(machine, fault))) {
        this.#tell({ kind: 'torn', host: machine.spec.name, path, sizeBytes })
      }
    }
    for (const machine of wereRunning) this.#dark.add(machine)
    this.#endings.plan(fault, () => {
      const off = wereRunning.filter((machine) => this.#dark.has(machine) && !machine.isRunning)
      for (const machine of off) this.#start(machine)
      return off.length > 0
    })
  }

  #tear(machine: Machine, { unsynced = 'lost', sectorBytes = 512 }: PowerLoss): Tear | null {
    if (unsynced === 'lost') return null
    machine.tearRandom ??= this.#fabric.streams.stream(`torn ${machine.spec.name}`)
    return new Tear(unsynced, sectorBytes, machine.tearRandom)
  }

  #start(machine: Machine): void {
    this.#dark.delete(machine)
    this.#restart(machine)
  }

  #slow(fault: FaultOf<'slow-cpu'>): void {
    const perEventMs = 'factor' in fault ? fault.factor * NOMINAL_EVENT_MS : fault.perEventMs
    const eventTime = millisToNanos(perEventMs)
    if (eventTime > 0) this.#hinder(fault, { isPause: false, eventTime })
    else for (const machine of this.#cast.machines(fault.hosts)) this.#free(machine, ({ isPause }) => !isPause)
  }

  /** A program that does not run cannot be paused. */
  #hinder(fault: FaultOf<'pause'> | FaultOf<'slow-cpu'>, hindrance: Hindrance): void {
    const all = this.#cast.machines(fault.hosts)
    const machines = hindrance.isPause ? all.filter(({ isRunning }) => isRunning) : all
    for (const machine of machines) {
      this.#hindrances.set(machine, [...(this.#hindrances.get(machine) ?? []), hindrance])
      this.#setPace(machine)
    }
    this.#endings.plan(fault, () => {
      const held = machines.filter((machine) => this.#hindrances.get(machine)?.includes(hindrance) === true)
      for (const machine of held) this.#free(machine, (other) => other === hindrance)
      return held.length > 0
    })
  }

  #free(machine: Machine, isOver: (hindrance: Hindrance) => boolean): void {
    const hindrances = this.#hindrances.get(machine)
    if (hindrances === undefined) return
    const left = hindrances.filter((hindrance) => !isOver(hindrance))
    if (left.length > 0) this.#hindrances.set(machine, left)
    else this.#hindrances.delete(machine)
    this.#setPace(machine)
  }

  #setPace(machine: Machine): void {
    const hindrances = this.#hindrances.get(machine) ?? []
    const slowness = hindrances.findLast(({ isPause }) => !isPause)
    const isPaused = hindrances.some(({ isPause }) => isPause)
    machine.setPace(isPaused, slowness?.eventTime ?? 0)
  }

  #setClocks({ hosts, stepMs, driftPpm }: FaultOf<'clock'>): void {
    for (const machine of this.#cast.machines(hosts)) {
      const clock = machine.ownClock()
      if (stepMs !== undefined) clock.step(millisToNanos(stepMs))
      if (driftPpm !== undefined) clock.drift(driftPpm)
    }
  }
}
