// The machines of a world as faults name them.
import type { HostNames } from '../../host/faults.ts'
import type { Machine } from '../machine.ts'

export class Cast {
  readonly everyone: readonly Machine[]
  readonly #indexOf: (name: string) => number | undefined

  /** `everyone` may grow. */
  constructor(everyone: readonly Machine[], indexOf: (name: string) => number | undefined) {
    this.everyone = everyone
    this.#indexOf = indexOf
  }

  /** Throws an Error that names the host when there is none of that name. */
  machine(name: string): Machine {
    const machine = this.everyone[this.#indexOf(name) ?? -1]
    if (machine === undefined) throw new Error(`there is no host named '${name}' in this world`)
    return machine
  }

  machines(names: HostNames): readonly Machine[] {
    return names === '*' ? this.everyone : [...new Set(names)].map((name) => this.machine(name))
  }

  /** Null: every host. */
  indices(names: HostNames): ReadonlySet<number> | null {
    return names === '*' ? null : new Set(names.map((name) => this.machine(name).index))
  }

  nameOf(index: number): string {
    return this.everyone[index]?.spec.name ?? ''
  }

  /** Each host of the one with each other of the other. */
  *pairs(from: HostNames, to: HostNames): Generator<[Machine, Machine]> {
    const others = this.machines(to)
    for (const one of this.machines(from)) for (const other of others) if (one !== other) yield [one, other]
  }
}
