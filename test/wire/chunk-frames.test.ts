// The binary form: bytes there and back, and bytes that are no frames.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  writeHead,
  encodeFrame,
  type Frame,
  FrameReader,
  haveFrames,
  MAX_FRAME_BYTES,
  MAX_HAVE_RANGES,
  PAYLOAD_OFFSET,
} from '../../src/wire/chunk-frames.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const payload = fc.uint8Array({ minLength: 1, maxLength: 2_000 })
const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constant('status' as const), holdsHashes: fc.boolean() }),
  fc.record({
    kind: fc.constant('have' as const),
    ranges: fc.array(fc.tuple(u32, u32), { minLength: 1, maxLength: 20 }),
  }),
  fc.record({ kind: fc.constantFrom('request' as const, 'hashes-request' as const), first: u32, count: u32 }),
  fc.record({ kind: fc.constantFrom('data' as const, 'hashes' as const), first: u32, bytes: payload }),
  fc.record({ kind: fc.constant('refuse' as const), first: u32, count: u32, reason: fc.string({ maxLength: 200 }) }),
  fc.record({ kind: fc.constant('keep-alive' as const) }),
)

function read(bytes: Uint8Array, cuts: readonly number[] = []) {
  const reader = new FrameReader()
  const frames: Frame[] = []
  let at = 0
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    const fault = reader.push(bytes.subarray(at, end), (one) => {
      // The bytes of a small frame are only lent.
      frames.push('bytes' in one ? { ...one, bytes: new Uint8Array(one.bytes) } : one)
    })
    if (fault !== null) return { frames, fault }
    at = end
  }
  return { frames, fault: null }
}

describe('frames between peers', () => {
  test('come back as they were sent, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(20_000), { maxLength: 8 }), (frames, cuts) => {
        expect(read(Buffer.concat(frames.map(encodeFrame)), cuts)).toEqual({ frames, fault: null })
      }),
    )
  })

  test('have the bytes that the protocol page shows', () => {
    const hex = (one: Frame) => Buffer.from(encodeFrame(one)).toString('hex')
    expect(hex({ kind: 'status', holdsHashes: true })).toBe('000000020101')
    expect(hex({ kind: 'have', ranges: [[1, 68]] })).toBe('00000009020000000100000044')
    expect(hex({ kind: 'request', first: 65, count: 4 })).toBe('00000009030000004100000004')
    expect(hex({ kind: 'data', first: 65, bytes: Uint8Array.of(0xff) })).toBe('000000060400000041ff')
    expect(hex({ kind: 'refuse', first: 2, count: 1, reason: 'no' })).toBe('0000000b0500000002000000016e6f')
    expect(hex({ kind: 'hashes-request', first: 1, count: 68 })).toBe('00000009060000000100000044')
    expect(hex({ kind: 'hashes', first: 1, bytes: Uint8Array.of(7) })).toBe('00000006070000000107')
    expect(hex({ kind: 'keep-alive' })).toBe('0000000108')
  })

  test('a block can be read into its frame in place', () => {
    const bytes = new Uint8Array(PAYLOAD_OFFSET + 3)
    writeHead('data', bytes, 0, 9, 3)
    bytes.set([1, 2, 3], PAYLOAD_OFFSET)
    expect(read(bytes).frames).toEqual([{ kind: 'data', first: 9, bytes: Uint8Array.of(1, 2, 3) }])
  })

  test('more ranges than one frame takes travel in several', () => {
    const ranges = Array.from({ length: MAX_HAVE_RANGES + 1 }, (_, index) => [2 * index + 1, 2 * index + 1] as const)
    const frames = haveFrames(ranges)
    expect(frames.length).toBe(2)
    const { frames: decoded } = read(Buffer.concat(frames))
    expect(decoded.flatMap((one) => (one.kind === 'have' ? one.ranges : []))).toEqual(ranges)
    expect(haveFrames([])).toEqual([])
  })

  test.each([
    ['no type', '00000000', 'a frame of 0 bytes'],
    ['too long', (MAX_FRAME_BYTES + 1).toString(16).padStart(8, '0'), `a frame of ${MAX_FRAME_BYTES + 1} bytes`],
    ['endless', 'ffffffff', 'a frame of 4294967295 bytes'],
    ['an unknown type', '0000000163', 'an unknown frame of type 99'],
    ['a range cut short', '00000005020000000100', 'a frame of type 2 with a wrong length'],
    ['no range', '0000000102', 'a frame of type 2 with a wrong length'],
    ['half a request', '000000050300000001', 'a frame of type 3 with a wrong length'],
    ['data without bytes', '000000050400000001', 'a frame of type 4 with a wrong length'],
    ['a refusal without numbers', '0000000105', 'a frame of type 5 with a wrong length'],
  ])('a frame with %s is refused', (_what, hex, fault) => {
    expect(read(Buffer.from(hex, 'hex')).fault).toBe(fault)
  })

  test('any bytes at all give frames or a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, cuts) => {
        expect(() => read(bytes, cuts)).not.toThrow()
      }),
    )
  })
})
