// The fault 'corrupt-stream', armed: finds the byte to spoil among the streams of one direction between two hosts.
import { flipBits } from './bit-flip.ts'
import type { Dice } from './latency.ts'

export interface CorruptionTarget {
  /** Byte of the stream, from 0. */
  readonly offset: number
  /** 1..8. */
  readonly bits: number
  /** From 1: among the streams that carry that byte after the fault was armed. */
  readonly connection: number
  readonly port: number | null
}

export class StreamCorruption {
  readonly #target: CorruptionTarget
  readonly #dice: Dice
  #streamsToPass: number

  constructor(target: CorruptionTarget, dice: Dice) {
    this.#target = target
    this.#dice = dice
    this.#streamsToPass = target.connection - 1
  }

  /** Looks at the stream's bytes from `position` on. True: it has struck, and is over. */
  pass(bytes: Uint8Array, position: number, port: number): boolean {
    const { offset, bits, port: wantedPort } = this.#target
    const at = offset - position
    if (at < 0 || at >= bytes.length || (wantedPort !== null && wantedPort !== port)) return false
    if (this.#streamsToPass-- > 0) return false
    flipBits(bytes, at, bits, this.#dice)
    return true
  }
}
