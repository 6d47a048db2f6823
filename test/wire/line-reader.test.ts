// Lines out of chunks: however the stream is cut, the same lines come out.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineReader } from '../../src/wire/line-reader.ts'
import { cut } from './cut.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Everything the reader makes of the chunks: lines as they are, faults with an exclamation mark. */
function readAll(reader: LineReader, chunks: readonly Uint8Array[]): string[] {
  const read: string[] = []
  for (const chunk of chunks) {
    const own = chunk.slice()
    reader.push(own)
    for (let next = reader.next(); next.kind !== 'wait'; next = reader.next()) {
      read.push(next.kind === 'line' ? next.text : `!${next.fault}`)
    }
    // The caller may use its chunk again.
    own.fill(0x58)
  }
  return read
}

describe('a line reader', () => {
  it('gives the same lines however the stream is cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ''))
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (lines, cuts) => {
        const stream = bytes(lines.map((one) => `${one}\n`).join(''))
        expect(readAll(new LineReader(1000), cut(stream, cuts))).toEqual(lines)
      }),
    )
  })

  it('makes the same of any bytes however they are cut, and never throws', () => {
    const some = fc.array(fc.oneof(fc.constant(10), fc.constant(13), fc.nat(255)), { maxLength: 80 })
    fc.assert(
      fc.property(some, fc.array(fc.integer({ min: 1, max: 9 })), (any, cuts) => {
        const stream = Uint8Array.from(any)
        expect(readAll(new LineReader(12), cut(stream, cuts))).toEqual(readAll(new LineReader(12), cut(stream, [])))
      }),
    )
  })

  it('takes an end of line with a carriage return, and keeps a byte order mark', () => {
    expect(readAll(new LineReader(100), [bytes('one\r\n\ufefftwo\n\r\n')])).toEqual(['one', '\ufefftwo', ''])
  })

  it('takes a line of its limit, and passes over one that is a byte longer, once, whether or not its end is here', () => {
    const longest = 'a'.repeat(10)
    expect(readAll(new LineReader(10), [bytes(`${longest}\n${longest}b\nc\n`)])).toEqual([longest, '!too-long', 'c'])
    const reader = new LineReader(10)
    expect(readAll(reader, [bytes(`${longest}b`), bytes('x'.repeat(100)), bytes('y\nc\n')])).toEqual(['!too-long', 'c'])
  })

  it('passes over a line that is not UTF-8', () => {
    expect(readAll(new LineReader(10), [Uint8Array.of(0xff, 0x0a), bytes('é\n')])).toEqual(['!not-utf8', 'é'])
  })

  it('hands over what comes after the last line, once', () => {
    const reader = new LineReader(100)
    expect(readAll(reader, [bytes('one\n')])).toEqual(['one'])
    reader.push(bytes('two\n\0\n\xff'))
    expect(reader.next()).toEqual({ kind: 'line', text: 'two' })
    expect(reader.takeRest()).toEqual(bytes('\0\n\xff'))
    expect(reader.takeRest()).toEqual(new Uint8Array(0))
    expect(reader.next()).toEqual({ kind: 'wait' })
  })

  it('reads ten thousand one-byte chunks of one line in a moment', () => {
    const text = 'x'.repeat(10_000)
    const chunks = [...text, '\n'].map(bytes)
    expect(readAll(new LineReader(10_000), chunks)).toEqual([text])
  })
})
