// Turns fault actions, which are data with names in them, into deeds on the fabric and the machines.
import type { FaultAction, HostNames } from '../host/faults.ts'
import type { Fabric } from './fabric.ts'
import { Cut } from './link.ts'
import type { Machine } from './machine.ts'
import { StreamCorruption } from './stream-corruption.ts'

export class FaultInjector {
  readonly #fabric: Fabric
  readonly #machines: readonly Machine[]

  constructor(fabric: Fabric, machines: readonly Machine[]) {
    this.#fabric = fabric
    this.#machines = machines
  }

  /** Throws an Error that names the host when there is none of that name. */
  apply(action: Exclude<FaultAction, { kind: 'restart' }>): void {
    switch (action.kind) {
      case 'partition':
        this.#fabric.partition({
          from: this.#indices(action.from),
          to: this.#indices(action.to),
          oneWay: action.oneWay === true,
          cut: action.hold === true ? Cut.hold : Cut.drop,
        })
        break
      case 'heal':
        this.#fabric.heal(this.#indices(action.from ?? '*'), this.#indices(action.to ?? '*'))
        break
      case 'link':
        for (const [from, to] of this.#pairs(action.from, action.to)) this.#fabric.setLink(from, to, action.options)
        break
      case 'cut-connections':
        for (const [from, to] of this.#pairs(action.from, action.to)) this.#cut(from, to)
        break
      case 'crash':
        this.machine(action.host).crash()
        break
      case 'corrupt-stream': {
        const link = this.#fabric.link(this.machine(action.from).index, this.machine(action.to).index)
        const { offset, bits = 1, connection = 1, port = null } = action
        link.corruptions = [...(link.corruptions ?? []), new StreamCorruption(offset, bits, connection, port)]
        break
      }
      default:
        throw new Error(`the fault '${action.kind}' is known and does nothing yet`)
    }
  }

  machine(name: string): Machine {
    const machine = this.#machines[this.#fabric.hostNamed(name) ?? -1]
    if (machine === undefined) throw new Error(`there is no host named '${name}' in this world`)
    return machine
  }

  #cut(from: number, to: number): void {
    this.#machines[from]?.cutConnections(to)
    this.#machines[to]?.cutConnections(from)
  }

  /** Null: every host. */
  #indices(names: HostNames): ReadonlySet<number> | null {
    return names === '*' ? null : new Set(names.map((name) => this.machine(name).index))
  }

  *#pairs(from: HostNames, to: HostNames): Generator<[number, number]> {
    const everyone = this.#machines.map(({ index }) => index)
    for (const source of this.#indices(from) ?? everyone) {
      for (const destination of this.#indices(to) ?? everyone) {
        if (source !== destination) yield [source, destination]
      }
    }
  }
}
