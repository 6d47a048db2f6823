// Puts the stream together again on the receiving side: what came in order goes on at once, the rest waits for the gap.

interface Island {
  start: number
  end: number
  readonly payloads: { sequence: number; bytes: Uint8Array }[]
}

/** Is given the stream in order. */
export interface InOrder {
  accepted(bytes: Uint8Array): void
}

export class Reassembly {
  /** RCV.NXT: the sequence number that is missing first. */
  next = 0
  /** Bytes have arrived beyond a gap. */
  hasGap = false
  /** These bytes, as islands in the order of their numbers. */
  #islands: Island[] = []
  /** Islands by the time of their last change, the newest first: the order of the SACK blocks (RFC 2018 section 4). */
  #recent: Island[] = []
  /** Bytes that wait beyond a gap. */
  waitingBytes = 0

  /**
   * Takes a segment's payload and passes on what is now in order. Returns the bytes passed on; 0: nothing new in order.
   */
  accept(sequence: number, payload: Uint8Array, reader: InOrder): number {
    const before = this.next
    if (sequence > this.next) {
      this.#keep(sequence, payload)
      return 0
    }
    const known = this.next - sequence
    if (known >= payload.length) return 0
    this.next = sequence + payload.length
    reader.accepted(known === 0 ? payload : payload.subarray(known))
    if (this.hasGap) this.#joinIslands(reader)
    return this.next - before
  }

  /** [start, end, …] of at most `limit` islands, the one that changed last first. */
  sackBlocks(limit: number): readonly number[] {
    const blocks: number[] = []
    for (const island of this.#recent.slice(0, limit)) blocks.push(island.start, island.end)
    return blocks
  }

  #joinIslands(reader: InOrder): void {
    for (;;) {
      const first = this.#islands[0]
      if (first === undefined || first.start > this.next) return
      this.#islands.shift()
      this.hasGap = this.#islands.length > 0
      this.#recent = this.#recent.filter((island) => island !== first)
      for (const { sequence, bytes } of first.payloads) {
        this.waitingBytes -= bytes.length
        const known = this.next - sequence
        if (known >= bytes.length) continue
        this.next = sequence + bytes.length
        reader.accepted(known === 0 ? bytes : bytes.subarray(known))
      }
    }
  }

  /** Senders cut a stream at the same places each time, so islands never overlap in part: they touch or stand apart. */
  #keep(sequence: number, payload: Uint8Array): void {
    this.hasGap = true
    const end = sequence + payload.length
    const islands = this.#islands
    let place = islands.length
    while (place > 0 && (islands[place - 1] as Island).start > sequence) place--
    const before = islands[place - 1]
    const after = islands[place]
    if (before !== undefined && before.end >= end) {
      this.#touch(before)
      return
    }
    this.waitingBytes += payload.length
    if (before !== undefined && before.end >= sequence) {
      before.payloads.push({ sequence, bytes: payload })
      before.end = end
      if (after !== undefined && after.start <= end) this.#merge(before, after, place)
      this.#touch(before)
    } else if (after !== undefined && after.start <= end) {
      after.payloads.unshift({ sequence, bytes: payload })
      after.start = sequence
      this.#touch(after)
    } else {
      const island: Island = { start: sequence, end, payloads: [{ sequence, bytes: payload }] }
      islands.splice(place, 0, island)
      this.#recent.unshift(island)
    }
  }

  #merge(before: Island, after: Island, place: number): void {
    for (const piece of after.payloads) before.payloads.push(piece)
    before.end = Math.max(before.end, after.end)
    this.#islands.splice(place, 1)
    this.#recent = this.#recent.filter((island) => island !== after)
  }

  #touch(island: Island): void {
    if (this.#recent[0] === island) return
    this.#recent = [island, ...this.#recent.filter((other) => other !== island)]
  }
}
