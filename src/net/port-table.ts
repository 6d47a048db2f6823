// Who is bound to which port of a host, and to which of its addresses there.
import type { AddressTable } from './address-table.ts'

export interface Bound {
  /** An address by its number, or one of the wildcards. */
  readonly address: number
}

export class PortTable<T extends Bound> {
  readonly #addresses: AddressTable
  readonly #byPort = new Map<number, T[]>()

  constructor(addresses: AddressTable) {
    this.#addresses = addresses
  }

  /** How many are bound. */
  get size(): number {
    let size = 0
    for (const all of this.#byPort.values()) size += all.length
    return size
  }

  /** Somebody is bound there, whatever the address. */
  has(port: number): boolean {
    return this.#byPort.has(port)
  }

  /** False: the port is in use at this address, or at all of them. */
  add(port: number, bound: T): boolean {
    const others = this.#byPort.get(port)
    if (others === undefined) {
      this.#byPort.set(port, [bound])
      return true
    }
    const covers = (one: Bound, other: Bound) => this.#addresses.covers(one.address, other.address)
    if (others.some((other) => covers(other, bound) || covers(bound, other))) return false
    others.push(bound)
    return true
  }

  remove(port: number, bound: T): void {
    const left = this.#byPort.get(port)?.filter((other) => other !== bound)
    if (left === undefined || left.length === 0) this.#byPort.delete(port)
    else this.#byPort.set(port, left)
  }

  /** Who is meant by a packet to this address. */
  at(port: number, address: number): T | undefined {
    const all = this.#byPort.get(port)
    if (all === undefined) return undefined
    for (const bound of all) if (this.#addresses.covers(bound.address, address)) return bound
    return undefined
  }

  clear(): void {
    this.#byPort.clear()
  }
}
