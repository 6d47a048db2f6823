// The server's name and address, looked up both ways and shown the first time.
import type { Host } from '../../host/host.ts'
import { printable } from '../../wire/printable.ts'
import { printLine } from '../common/texts.ts'

export class ServerName {
  readonly #host: Host
  readonly #name: string
  #isShown = false

  constructor(host: Host, name: string) {
    this.#host = host
    this.#name = name
  }

  /** Calls back with the reason why there is no address, or with null and the address. */
  lookup(callback: (reason: string | null, address: string) => void): void {
    this.#host.dns.lookup(this.#name, (error, address) => {
      if (error !== null) return callback(`the name cannot be looked up (${error.code ?? error.message})`, '')
      if (this.#isShown) return callback(null, address)
      this.#isShown = true
      printLine(this.#host.terminal, `Server ${this.#name} has the address ${address}.`)
      this.#showNames(address)
      callback(null, address)
    })
  }

  #showNames(address: string): void {
    this.#host.dns.reverse(address, (error, names) => {
      const found = error === null && names.length > 0 ? names.map((name) => printable(name)).join(', ') : null
      const line = found === null ? `Address ${address} has no name.` : `Address ${address} has the name ${found}.`
      printLine(this.#host.terminal, line)
    })
  }
}
