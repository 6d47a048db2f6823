// Frames: the same however the stream is cut, and bounded whatever comes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameReader, type NextFrame } from '../../src/wire/frames.ts'
import { cut } from './cut.ts'

const KNOWN = 32
const MAX = 300

function reader(maxFrameBytes = MAX): FrameReader {
  return new FrameReader({ maxFrameBytes, isKnownType: (type) => type < KNOWN })
}

/** Everything the reader says of the chunks, frames copied, and the reason at the end if there is one. */
function readAll(chunks: readonly Uint8Array[], frames = reader()): unknown[] {
  const seen: unknown[] = []
  for (const chunk of chunks) {
    // The reader may not rely on a chunk after its turn.
    const lent = new Uint8Array(chunk)
    frames.push(lent)
    let next: NextFrame
    for (next = frames.next(); next.kind === 'frame'; next = frames.next()) {
      seen.push([next.frame.type, [...next.frame.body]])
    }
    lent.fill(0xee)
    if (next.kind === 'bad') return [...seen, next.reason]
  }
  return seen
}

const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 })

describe('frames', () => {
  it('come out the same however the stream is cut', () => {
    const frame = fc.tuple(fc.nat(KNOWN - 1), fc.uint8Array({ maxLength: MAX - 5 }))
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), cuts, (frames, sizes) => {
        const stream = Buffer.concat(frames.map(([type, body]) => encodeFrame(type, body)))
        expect(readAll(cut(stream, sizes))).toEqual(frames.map(([type, body]) => [type, [...body]]))
      }),
    )
  })

  it('garbage gives the same frames and the same reason however it is cut, and never throws', () => {
    const small = fc.tuple(fc.nat(320), fc.nat(40), fc.uint8Array({ maxLength: 40 })).map(([length, type, rest]) => {
      return Uint8Array.of(0, 0, length >> 8, length & 0xff, type, ...rest)
    })
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 900 }),
      fc.array(small).map((parts) => Buffer.concat(parts)),
    )
    fc.assert(
      fc.property(garbage, cuts, (bytes, sizes) => {
        expect(readAll(cut(bytes, sizes))).toEqual(readAll([bytes]))
      }),
    )
  })

  it('a frame of exactly the limit is read, one byte more is refused when its length is known', () => {
    expect(readAll([encodeFrame(1, new Uint8Array(MAX - 5))])).toHaveLength(1)
    expect(readAll([encodeFrame(1, new Uint8Array(MAX - 4)).slice(0, 4)])).toEqual([
      'a message of 301 bytes, at most 300 are allowed',
    ])
  })

  it('an unknown type is refused before its body comes', () => {
    expect(readAll([Uint8Array.of(0, 0, 0, 200, KNOWN)])).toEqual(['a message of the unknown type 32'])
  })

  it('a length of 0 is refused', () => {
    expect(readAll([Uint8Array.of(0, 0, 0, 0)])).toEqual(['a message of length 0'])
  })

  it('a length with its highest bit set is large, not negative', () => {
    expect(readAll([Uint8Array.of(0xff, 0xff, 0xff, 0xff)])).toEqual([
      'a message of 4294967299 bytes, at most 300 are allowed',
    ])
  })

  it('after a bad frame nothing is read any more', () => {
    const frames = reader()
    readAll([Uint8Array.of(0, 0, 0, 0)], frames)
    expect(readAll([encodeFrame(1, new Uint8Array(3))], frames)).toEqual(['a message of length 0'])
  })
})
