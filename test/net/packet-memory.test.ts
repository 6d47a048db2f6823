// Memory of bytes under way: what is kept stays as it is; what is not is used again once much is under way.
import { describe, expect, test } from 'vitest'
import { LITTLE_BYTES, PacketMemory, REUSED_SLAB_BYTES, SLAB_BYTES } from '../../src/net/packet-memory.ts'
import type { Slab } from '../../src/net/slab.ts'

/** Something that is under way. */
interface Kept {
  readonly slab: Slab
  readonly offset: number
  readonly length: number
}

function keep(memory: PacketMemory, length: number, value: number): Kept {
  memory.copy(new Uint8Array(length).fill(value))
  memory.slab.keep()
  return { slab: memory.slab, offset: memory.offset, length }
}

const isAll = ({ slab, offset, length }: Kept, value: number) =>
  slab.view(offset, length).every((byte) => byte === value)

/** Puts so many pieces under way, each of which fills a slab that is used again, or a part of a larger one. */
function fill(memory: PacketMemory, pieces: number): Kept[] {
  return Array.from({ length: pieces }, (_, index) => keep(memory, REUSED_SLAB_BYTES, index % 251))
}

describe('copies', () => {
  test('pieces lie side by side, and do not change with the original', () => {
    const memory = new PacketMemory()
    const bytes = Uint8Array.of(1, 2, 3)
    memory.copy(bytes)
    const first = memory.offset
    bytes.fill(9)
    memory.copy(bytes)
    expect(memory.offset).toBe(first + 3)
    expect([...memory.slab.bytes.subarray(first, first + 6)]).toEqual([1, 2, 3, 9, 9, 9])
  })

  test('a piece that does not fit is cut where the slab ends, the rest goes to the next', () => {
    const memory = new PacketMemory()
    const bytes = new Uint8Array(SLAB_BYTES).map((_, index) => index % 251)
    memory.copy(new Uint8Array(SLAB_BYTES - 4096))
    expect(memory.copySome(bytes, 100, 5000)).toBe(4096)
    expect([...memory.slab.view(memory.offset, 3)]).toEqual([100, 101, 102])
    expect(memory.copySome(bytes, 4196, 904)).toBe(904)
    expect([memory.offset, memory.slab.bytes[0]]).toEqual([0, 4196 % 251])
  })

  test('one that would leave a short piece behind is not cut', () => {
    const memory = new PacketMemory()
    memory.copy(new Uint8Array(SLAB_BYTES - 4095))
    expect(memory.copySome(new Uint8Array(5000), 0, 5000)).toBe(5000)
    expect(memory.offset).toBe(0)
  })

  test('of more than a slab, a slab is taken', () => {
    expect(new PacketMemory().copySome(new Uint8Array(SLAB_BYTES + 1), 0, SLAB_BYTES + 1)).toBe(SLAB_BYTES)
  })

  test('a datagram is never cut', () => {
    const memory = new PacketMemory()
    memory.copy(new Uint8Array(SLAB_BYTES - 5000))
    memory.copy(new Uint8Array(5001))
    expect(memory.offset).toBe(0)
    memory.reserve(SLAB_BYTES - 5000)
    expect(memory.offset).toBe(0)
  })
})

describe('with little under way', () => {
  test('no memory is used again, so that programs may keep what lies there', () => {
    const memory = new PacketMemory()
    const seen = new Set<ArrayBuffer>()
    for (let round = 0; round < 200; round++) {
      const kept = keep(memory, SLAB_BYTES, 1)
      expect(kept.slab.isReused).toBe(false)
      seen.add(kept.slab.bytes.buffer)
      kept.slab.release()
    }
    expect(seen.size).toBe(200)
  })
})

describe('with much under way', () => {
  const much = LITTLE_BYTES / REUSED_SLAB_BYTES
  const piecesInSlab = SLAB_BYTES / REUSED_SLAB_BYTES

  test('slabs are used again when nothing is under way in them any more', () => {
    const memory = new PacketMemory()
    const kept = fill(memory, much + 3)
    const isReused = kept.map(({ slab }) => slab.isReused)
    // The current slab is not counted yet when the next is chosen.
    expect(isReused).toEqual(kept.map((_, index) => index >= much))
    const freed = kept.pop() as Kept
    const other = kept.pop() as Kept
    freed.slab.release()
    other.slab.release()
    const again = fill(memory, 2).map(({ slab }) => slab)
    expect(new Set(again)).toEqual(new Set([freed.slab, other.slab]))
    expect(kept.every((one, index) => isAll(one, index % 251))).toBe(true)
  })

  test('the current one begins anew as soon as nothing is under way in it', () => {
    const memory = new PacketMemory()
    fill(memory, much)
    const one = keep(memory, 1000, 1)
    const two = keep(memory, 1000, 2)
    one.slab.release()
    expect(isAll(two, 2)).toBe(true)
    expect(two.offset).toBe(1000)
    two.slab.release()
    expect(keep(memory, 1000, 3)).toEqual(one)
  })

  test('it ends when enough has arrived', () => {
    const memory = new PacketMemory()
    const kept = fill(memory, much + 1)
    for (const { slab } of kept.splice(0, 2 * piecesInSlab)) slab.release()
    expect(keep(memory, REUSED_SLAB_BYTES, 1).slab.isReused).toBe(false)
  })

  test('after a busy time slabs are let go until as many are kept as are in use, and a few', () => {
    const memory = new PacketMemory()
    const busy = fill(memory, 4 * much)
    const known = new Set(busy.map(({ slab }) => slab))
    for (const { slab } of busy.slice(much)) slab.release()
    const again = fill(memory, 3 * much).filter(({ slab }) => known.has(slab))
    // With x of them released, 4 much − x are in use, and much more may be kept: x = 2.5 much.
    expect(again.length / much).toBeCloseTo(2.5, 1)
  })
})
