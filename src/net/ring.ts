// How rings of numbers grow: what several queues on typed arrays share. A ring's length is a power of 2, or 0.

const INITIAL_CAPACITY = 4

/** The length of the next larger ring. */
export function nextCapacity(length: number): number {
  return Math.max(INITIAL_CAPACITY, length * 2)
}

/** Lays a full ring out in `larger`, from its head on. Returns `larger`. */
export function unrolled(
  ring: Float64Array<ArrayBuffer>,
  head: number,
  larger: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  larger.set(ring.subarray(head))
  larger.set(ring.subarray(0, head), ring.length - head)
  return larger
}
