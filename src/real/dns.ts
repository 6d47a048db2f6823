// Names: a table of the run's own hosts first, then (for real programs) the system's resolver. IPv4 only.
import { lookup as systemLookup, reverse as systemReverse } from 'node:dns'
import { isIPv4 } from 'node:net'
import type { SystemError } from '../host/errors.ts'
import type { Dns } from '../host/host.ts'
import type { Lifetime } from './lifetime.ts'
import { systemError } from './system-error.ts'

type LookupCallback = (error: SystemError | null, address: string, family: number) => void
/** The shape that node:net and node:dgram ask of a `lookup` option. */
export type NodeLookup = (name: string, options: unknown, callback: LookupCallback) => void

/** The machine itself; a host with an address of its own is a machine within the machine. */
export const LOOPBACK = '127.0.0.1'

export interface RealDnsOptions {
  /** What 'localhost' and 127.0.0.1 mean here. */
  readonly ownAddress: string
  /** Host name → address. */
  readonly names: ReadonlyMap<string, string>
  /** Whether the system is asked for names that the table does not have. */
  readonly systemNames: boolean
}

export class RealDns implements Dns {
  readonly #options: RealDnsOptions
  readonly #lifetime: Lifetime

  constructor(options: RealDnsOptions, lifetime: Lifetime) {
    this.#options = options
    this.#lifetime = lifetime
  }

  lookup(name: string, callback: (error: SystemError | null, address: string) => void): void {
    const known = this.resolveKnown(name)
    if (known !== null) this.#later(() => callback(null, known))
    else if (!this.#options.systemNames) this.#later(() => callback(notFound('getaddrinfo', name), ''))
    else systemLookup(name, { family: 4 }, (error, address) => this.#unlessEnded(() => callback(error, address)))
  }

  reverse(address: string, callback: (error: SystemError | null, names: string[]) => void): void {
    const names = [...this.#options.names].filter(([, named]) => named === address).map(([name]) => name)
    if (names.length > 0) this.#later(() => callback(null, names))
    else if (!this.#options.systemNames || !isIPv4(address))
      this.#later(() => callback(notFound('getHostByAddr', address), []))
    else
      systemReverse(address, (error, found) =>
        this.#unlessEnded(() => {
          if (error === null) callback(null, found)
          else callback(reverseError(error, address), [])
        }),
      )
  }

  /** The address of a name that needs no question to anybody, or null. */
  resolveKnown(name: string): string | null {
    if (name === LOOPBACK) return this.#options.ownAddress
    if (isIPv4(name)) return name
    return this.#options.names.get(name) ?? (name === 'localhost' ? this.#options.ownAddress : null)
  }

  /** For node:net and node:dgram. */
  readonly nodeLookup: NodeLookup = (name, _options, callback) => {
    this.lookup(name, (error, address) => callback(error, address, 4))
  }

  #later(action: () => void): void {
    process.nextTick(() => this.#unlessEnded(action))
  }

  #unlessEnded(action: () => void): void {
    if (!this.#lifetime.ended) action()
  }
}

function notFound(syscall: string, name: string): SystemError {
  const error = systemError({ code: 'ENOTFOUND', syscall })
  error.message += ` ${name}`
  return Object.assign(error, { hostname: name })
}

/** A resolver that cannot be asked says so in several ways; the contract knows two. */
function reverseError(error: SystemError, address: string): SystemError {
  if (error.code === 'ENOTFOUND') return error
  const temporary = systemError({ code: 'EAI_AGAIN', syscall: 'getHostByAddr' })
  temporary.message += ` ${address}`
  return temporary
}
