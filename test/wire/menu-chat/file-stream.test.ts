// Lines with a file's bytes between them, however the stream is cut.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileStreamReader } from '../../../src/wire/menu-chat/file-stream.ts'
import { cut } from '../cut.ts'

const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)

/** Reads `head`, then `count` bytes, then lines; the stream comes in chunks of these sizes. */
function read(stream: string, count: number, ...chunkBytes: number[]): string[] {
  const reader = new FileStreamReader()
  const bytes = Uint8Array.from(stream, (char) => char.charCodeAt(0))
  const pieces: string[] = []
  let body = ''
  for (const chunk of cut(bytes, chunkBytes)) {
    reader.push(chunk)
    for (let next = reader.next(); next.kind !== 'wait'; next = reader.next()) {
      if (next.kind === 'bytes') body += text(next.bytes)
      else if (next.kind === 'line') {
        if (pieces.length === 0) reader.expectBytes(count)
        pieces.push(next.text)
      } else pieces.push(`!${next.fault}`)
    }
  }
  return [...pieces, body]
}

describe('a stream with a file in it', () => {
  const body = '\0\n\xff\r\nfile 3\nab'

  it.each([1, 2, 3, 5, 7, 100])('gives its lines and bytes in chunks of %d bytes', (chunkBytes) => {
    const stream = `file ${body.length}\n${body}sha256 x\nmore\n`
    expect(read(stream, body.length, chunkBytes)).toEqual([`file ${body.length}`, 'sha256 x', 'more', body])
  })

  it.each([1, 100])('gives the line after an empty file in chunks of %d bytes', (chunkBytes) => {
    expect(read('file 0\nsha256 x\n', 0, chunkBytes)).toEqual(['file 0', 'sha256 x', ''])
  })

  it('gives any bytes and the lines around them, however it is cut', () => {
    const latin1 = fc.uint8Array({ maxLength: 40 }).map(text)
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 })
    fc.assert(
      fc.property(latin1, fc.array(fc.stringMatching(/^[a-z ]{0,9}$/)), sizes, (bytes, lines, cuts) => {
        const stream = `file\n${bytes}${lines.map((line) => `${line}\n`).join('')}`
        expect(read(stream, bytes.length, ...cuts)).toEqual(['file', ...lines, bytes])
      }),
    )
  })

  it('gives no more bytes than were announced when the rest is missing', () => {
    expect(read('file 5\nabc', 5, 4)).toEqual(['file 5', 'abc'])
  })
})
