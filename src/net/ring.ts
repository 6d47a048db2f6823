// How rings grow: what several queues share. A ring's length is a power of 2, or 0.

const INITIAL_CAPACITY = 4
/** A ring of numbers that has never had any: one for all, because most never will. */
export const EMPTY_RING = new Float64Array(0)

/** The length of the next larger ring. */
export function nextCapacity(length: number): number {
  return Math.max(INITIAL_CAPACITY, length * 2)
}

/** Lays a full ring out in `larger`, from its head on. Returns `larger`. */
export function unrolled<Numbers extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  ring: Numbers,
  head: number,
  larger: Numbers,
): Numbers {
  larger.set(ring.subarray(head))
  larger.set(ring.subarray(0, head), ring.length - head)
  return larger
}
