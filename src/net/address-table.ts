// All addresses of a world, each with a number that packets carry in its place, and the host that has it.
import { type Family, familyOf, isLoopback } from './address-text.ts'

/** 127.0.0.1 and ::1, which every host has for itself. */
export const LOOPBACK_4 = 0
export const LOOPBACK_6 = 1
/** What a socket may be bound to instead of one address: all IPv4 ones, all IPv6 ones, all of both. */
export const ANY_4 = -4
export const ANY_6 = -6
export const ANY_BOTH = -10

/** The host of a loopback address: whoever asks. */
const WHOEVER = -1

export class AddressTable {
  readonly #texts: string[] = []
  readonly #hosts: number[] = []
  readonly #families: Family[] = []
  readonly #numbers = new Map<string, number>()

  constructor() {
    this.#put('127.0.0.1', WHOEVER)
    this.#put('::1', WHOEVER)
  }

  /** The address is canonical. Throws an Error when another host has it, or when it is a loopback address. */
  add(address: string, host: number): number {
    if (isLoopback(address)) throw new Error(`${address} is a loopback address, which every host has for itself`)
    if (this.#numbers.has(address)) throw new Error(`two hosts have the address ${address}`)
    return this.#put(address, host)
  }

  /** Undefined: no host has it. The address is canonical. */
  numberOf(address: string): number | undefined {
    return this.#numbers.get(address) ?? (isLoopback(address) ? this.#put(address, WHOEVER) : undefined)
  }

  textOf(number: number): string {
    if (number < 0) return number === ANY_4 ? '0.0.0.0' : '::'
    return this.#texts[number] as string
  }

  /** Which of the world's hosts has it, seen from `from`. */
  hostOf(number: number, from: number): number {
    const host = this.#hosts[number] as number
    return host === WHOEVER ? from : host
  }

  isLoopback(number: number): boolean {
    return this.#hosts[number] === WHOEVER
  }

  familyOf(number: number): Family {
    if (number < 0) return number === ANY_4 ? 4 : 6
    return this.#families[number] as Family
  }

  /** Whether a socket that is bound so is meant by a packet to this address. */
  covers(bound: number, address: number): boolean {
    if (bound === address || bound === ANY_BOTH) return true
    return bound < 0 && address >= 0 && this.familyOf(bound) === this.familyOf(address)
  }

  #put(address: string, host: number): number {
    const number = this.#texts.length
    this.#texts.push(address)
    this.#hosts.push(host)
    this.#families.push(familyOf(address))
    this.#numbers.set(address, number)
    return number
  }
}
