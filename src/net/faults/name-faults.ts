// Look-ups of names that take longer or fail, for some hosts and some names. It decides; the resolver does.
import type { HostNames, NameFault } from '../../host/faults.ts'
import { millisToNanos, type Nanos } from '../nanos.ts'
import type { Cast } from './cast.ts'
import type { Endings } from './lasting.ts'

type LookupError = 'ENOTFOUND' | 'EAI_AGAIN'

interface Trouble {
  /** Null: every host's look-ups. */
  hosts: ReadonlySet<number> | null
  readonly names: HostNames
  readonly delay: Nanos
  readonly error: LookupError | null
}

/** What becomes of one look-up: so much later than otherwise, and failed if there is an error. */
export interface LookupVerdict {
  readonly delay: Nanos
  readonly error: LookupError | null
}

export class NameFaults {
  readonly #cast: Cast
  readonly #endings: Endings
  #troubles: Trouble[] = []

  constructor(cast: Cast, endings: Endings) {
    this.#cast = cast
    this.#endings = endings
  }

  apply(fault: NameFault): void {
    if (fault.kind === 'heal-dns') {
      this.#heal(this.#cast.indices(fault.hosts))
      return
    }
    const { hosts, names = '*', delayMs = 0, error = null } = fault
    const trouble: Trouble = { hosts: this.#cast.indices(hosts), names, delay: millisToNanos(delayMs), error }
    this.#troubles.push(trouble)
    this.#endings.plan(fault, () => {
      const wasThere = this.#troubles.includes(trouble)
      this.#troubles = this.#troubles.filter((other) => other !== trouble)
      return wasThere
    })
  }

  calm(): void {
    this.#troubles = []
  }

  /** The delays of all faults together, and the error of the latest that has one. Null: nothing is wrong. */
  verdict(host: number, name: string): LookupVerdict | null {
    const troubles = this.#troubles.filter(
      ({ hosts, names }) => (hosts?.has(host) ?? true) && (names === '*' || names.includes(name)),
    )
    if (troubles.length === 0) return null
    const delay = troubles.reduce((sum, trouble) => sum + trouble.delay, 0)
    return { delay, error: troubles.findLast(({ error }) => error !== null)?.error ?? null }
  }

  /** Of faults of several hosts, the others' look-ups stay troubled. */
  #heal(healed: ReadonlySet<number> | null): void {
    const everyone = this.#cast.everyone.map(({ index }) => index)
    for (const trouble of this.#troubles) {
      const left = [...(trouble.hosts ?? everyone)].filter((host) => healed !== null && !healed.has(host))
      trouble.hosts = new Set(left)
    }
    this.#troubles = this.#troubles.filter(({ hosts }) => hosts?.size !== 0)
  }
}
