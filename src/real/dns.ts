// Names: a table of the run's own hosts first, which have one IPv4 address each, then (for real programs) the system's
// resolver.
import { lookup as systemLookup, reverse as systemReverse } from 'node:dns'
import type { SocketOptions } from 'node:dgram'
import { isIP, isIPv4, type TcpNetConnectOpts } from 'node:net'
import type { SystemError } from '../host/errors.ts'
import type { Dns, LookupAddress, LookupOptions } from '../host/host.ts'
import type { Lifetime } from './lifetime.ts'
import { systemError } from './system-error.ts'

type OneCallback = (error: SystemError | null, address: string, family: number) => void
type AllCallback = (error: SystemError | null, addresses: LookupAddress[]) => void
type Options = LookupOptions & { all?: boolean }
/** What node:net and node:dgram take as their `lookup` option, which asks for one address or for all. */
export type NodeLookup = NonNullable<TcpNetConnectOpts['lookup']> & NonNullable<SocketOptions['lookup']>

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

  lookup(name: string, ...rest: [OneCallback] | [Options, OneCallback | AllCallback]): void {
    const [{ family = 0, all = false }, callback] = rest.length === 1 ? [{}, rest[0]] : rest
    this.#find(name, family, (error, found) => {
      if (all) (callback as AllCallback)(error, found)
      else (callback as OneCallback)(error, found[0]?.address ?? '', found[0]?.family ?? 0)
    })
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
  lookupFor(family: 0 | 4 | 6): NodeLookup {
    const lookup = (name: string, { all = false }: { all?: boolean }, callback: OneCallback | AllCallback) => {
      if (all) this.lookup(name, { family, all: true }, callback as AllCallback)
      else this.lookup(name, { family }, callback as OneCallback)
    }
    return lookup as NodeLookup
  }

  /** IPv4 before IPv6. */
  #find(name: string, family: 0 | 4 | 6, callback: AllCallback): void {
    const known = isIP(name) === 6 ? name : this.resolveKnown(name)
    if (known !== null && (isIP(name) !== 0 || family !== 6)) {
      this.#later(() => callback(null, [{ address: known, family: isIP(known) }]))
    } else if (!this.#options.systemNames || this.#options.names.has(name)) {
      this.#later(() => callback(notFound('getaddrinfo', name), []))
    } else {
      systemLookup(name, { family, all: true, order: 'ipv4first' }, (error, found) =>
        this.#unlessEnded(() => callback(error, error === null ? found : [])),
      )
    }
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
