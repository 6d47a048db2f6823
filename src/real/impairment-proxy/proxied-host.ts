// What the proxy knows of the hosts.
import { invariant } from '../../host/errors.ts'
import type { HostNames } from '../../host/faults.ts'

export interface ProxiedHost {
  readonly name: string
  /** Where the others reach it: the proxy listens here, and the host's outgoing connections come from here. */
  readonly publicAddress: string
  /** Where its sockets really listen. */
  readonly shadowAddress: string
}

/** The hosts of a run, by name and by address. Their names are known before the run has addresses for them. */
export class ProxiedHosts {
  readonly #names = new Set<string>()
  readonly #byName = new Map<string, ProxiedHost>()
  readonly #byAddress = new Map<string, ProxiedHost>()

  addName(name: string): void {
    this.#names.add(name)
  }

  settle(host: ProxiedHost): void {
    this.#byName.set(host.name, host)
    this.#byAddress.set(host.publicAddress, host)
    this.#byAddress.set(host.shadowAddress, host)
  }

  /** The hosts that are meant. Throws an Error that names the one that does not exist. */
  expand(names: HostNames): readonly string[] {
    if (names === '*') return [...this.#names]
    for (const name of names)
      if (!this.#names.has(name)) throw new Error(`there is no host named '${name}' in this run`)
    return names
  }

  byName(name: string): ProxiedHost {
    const host = this.#byName.get(name)
    invariant(host !== undefined, `${name} has no addresses yet`)
    return host
  }

  /** Null: not one of the run's. */
  byAddress(address: string | undefined): ProxiedHost | null {
    return this.#byAddress.get(address ?? '') ?? null
  }
}
