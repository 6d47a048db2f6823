// Names to addresses, as a host of the virtual network sees them: its own loopback, every host by its names, addresses as
// they are. It takes its time and may fail, with dice of its own. The machine's, so it outlives programs.
import type { ResolverOptions } from '../host/addressing.ts'
import type { Random } from '../host/random.ts'
import { canonicalAddress, familyOf } from './address-text.ts'
import { Call } from './call.ts'
import { type Fabric, NOBODY } from './fabric.ts'
import { drawLatency } from './latency.ts'
import { millisToNanos } from './nanos.ts'
import type { Process } from './process.ts'

const LOCALHOST = ['127.0.0.1', '::1']
/** glibc asks again after 5 s. */
const DEFAULT_TIMEOUT_MS = 5000

export type LookupFailure = 'ENOTFOUND' | 'EAI_AGAIN'
/** Any: 0. */
export type WantedFamily = 0 | 4 | 6
/** `addresses` are canonical, and none when it failed. */
export type OnResolved = (failure: LookupFailure | null, addresses: readonly string[]) => void

export class Resolver {
  readonly #fabric: Fabric
  readonly #host: number
  readonly #options: ResolverOptions
  #random: Random | null = null

  constructor(fabric: Fabric, host: number, options: ResolverOptions = {}) {
    this.#fabric = fabric
    this.#host = host
    this.#options = options
  }

  /** What needs no question, in canonical form; null: a name that the resolver must be asked for. */
  known(name: string): readonly string[] | null {
    if (name === 'localhost') return LOCALHOST
    const address = canonicalAddress(name)
    return address === null ? null : [address]
  }

  /** Calls back now when the answer takes no time, else as code of the program. */
  resolve(process: Process, name: string, family: WantedFamily, callback: OnResolved): void {
    const known = this.known(name)
    if (known !== null) {
      // An address comes back whatever family was asked for, as from getaddrinfo with a number.
      callback(null, name === 'localhost' ? ofFamily(known, family) : known)
      return
    }
    const { latency = 0, failureRatio = 0, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options
    const failed = failureRatio > 0 && this.#dice().next() < failureRatio
    const trouble = this.#fabric.lookups?.verdict(this.#host, name) ?? null
    const usual = failed ? millisToNanos(timeoutMs) : drawLatency(latency, this.#dice())
    const delay = usual + (trouble?.delay ?? 0)
    const failure = trouble?.error ?? (failed ? 'EAI_AGAIN' : null)
    const answer = () => {
      const addresses = failure === null ? ofFamily(this.#addressesOf(name), family) : []
      callback(failure ?? (addresses.length === 0 ? 'ENOTFOUND' : null), addresses)
    }
    if (delay === 0) answer()
    else process.scheduler.after(delay, new Call(process, answer))
  }

  /** The names of an address. */
  namesOf(address: string): readonly string[] {
    const { addresses, hostNames } = this.#fabric
    const number = addresses.numberOf(address)
    if (number === undefined) return []
    return [addresses.isLoopback(number) ? 'localhost' : (hostNames[addresses.hostOf(number, this.#host)] as string)]
  }

  /** Only those that this host can reach: who is behind a router has no name outside. */
  #addressesOf(name: string): string[] {
    const { addresses, ownAddresses } = this.#fabric
    const numbers = this.#fabric.hostsNamed(name).flatMap((host) => ownAddresses[host] ?? [])
    const reachable = numbers.filter((number) => this.#fabric.nextHop(this.#host, number) !== NOBODY)
    return reachable.map((number) => addresses.textOf(number))
  }

  #dice(): Random {
    this.#random ??= this.#fabric.streams.stream(`resolver ${this.#fabric.hostNames[this.#host]}`)
    return this.#random
  }
}

function ofFamily(addresses: readonly string[], family: WantedFamily): readonly string[] {
  return family === 0 ? addresses : addresses.filter((address) => familyOf(address) === family)
}
