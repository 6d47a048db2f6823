// What the proxy knows of a host.

export interface ProxiedHost {
  readonly name: string
  /** Where the others reach it: the proxy listens here, and the host's outgoing connections come from here. */
  readonly publicAddress: string
  /** Where its sockets really listen. */
  readonly shadowAddress: string
}

/** The hosts of a run, by name and by address. */
export class ProxiedHosts {
  readonly #byName = new Map<string, ProxiedHost>()
  readonly #byAddress = new Map<string, ProxiedHost>()

  add(host: ProxiedHost): void {
    this.#byName.set(host.name, host)
    this.#byAddress.set(host.publicAddress, host)
    this.#byAddress.set(host.shadowAddress, host)
  }

  get names(): string[] {
    return [...this.#byName.keys()]
  }

  byName(name: string): ProxiedHost {
    const host = this.#byName.get(name)
    if (host === undefined) throw new Error(`unknown host: ${name}`)
    return host
  }

  /** Null: not one of the run's. */
  byAddress(address: string | undefined): ProxiedHost | null {
    return this.#byAddress.get(address ?? '') ?? null
  }
}
