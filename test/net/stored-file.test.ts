// What is in a file of a virtual disk: after any writes, after a crash, and when other files have the same pages.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Tear } from '../../src/net/faults/tear.ts'
import { RandomStreams } from '../../src/net/random-streams.ts'
import { PAGE_BYTES, SharedPages } from '../../src/net/shared-pages.ts'
import { StoredFile } from '../../src/net/stored-file.ts'

const bytes = (text: string) => Buffer.from(text)
const contentOf = (file: StoredFile) => Buffer.from(file.read(0, file.size)).toString()
const pagesOf = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.alloc(PAGE_BYTES, value)))

describe('a file', () => {
  test('written beyond its end it has zeros in between', () => {
    const file = new StoredFile()
    file.write(3, bytes('x'))
    expect(contentOf(file)).toBe('\0\0\0x')
    expect(contentOf(file)).toHaveLength(4)
  })

  test('writing nothing beyond the end does not make it longer', () => {
    const file = new StoredFile()
    file.write(100, new Uint8Array(0))
    expect(file.size).toBe(0)
  })

  test('reading stops at the end, and beyond it there is nothing', () => {
    const file = new StoredFile()
    file.write(0, bytes('hello'))
    expect(Buffer.from(file.read(3, 10)).toString()).toBe('lo')
    expect(file.read(5, 10)).toHaveLength(0)
    expect(file.read(100, 10)).toHaveLength(0)
  })

  test('cut and made longer again, what was cut reads as zeros', () => {
    const file = new StoredFile()
    file.write(0, bytes('hello'))
    file.truncate(2)
    file.truncate(4)
    expect(contentOf(file)).toBe('he\0\0')
  })

  test('what lies beyond the end of the file is not touched in the memory it is read into', () => {
    const file = new StoredFile()
    file.write(0, bytes('hello'))
    const into = bytes('........')
    expect(file.readInto(3, into)).toBe(2)
    expect(into.toString()).toBe('lo......')
    expect(file.readInto(9, into)).toBe(0)
  })

  test('a hole of several pages reads as zeros, whatever was in the memory before', () => {
    const file = new StoredFile()
    file.truncate(3 * PAGE_BYTES)
    file.write(PAGE_BYTES + 1, bytes('x'))
    const into = pagesOf(7, 7, 7)
    expect(file.readInto(0, into)).toBe(3 * PAGE_BYTES)
    expect(into.indexOf('x')).toBe(PAGE_BYTES + 1)
    expect(into.filter((byte) => byte !== 0)).toHaveLength(1)
  })
})

/** Where pages begin and end, and around it. */
const place = fc.oneof(
  fc.nat({ max: 60 }),
  fc.nat({ max: 12 }).map((less) => 2 * PAGE_BYTES + 6 - less),
)
const data = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 255 })).map(([count, value]) => pagesOf(...Array(count).fill(value))),
)
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), at: place, data }),
  fc.record({ kind: fc.constant('truncate' as const), size: place }),
  fc.record({ kind: fc.constant('flip' as const), at: place, mask: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constantFrom('sync' as const, 'crash' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** The obvious file: its bytes now, those of the last sync, and what a flip does to both. */
class PlainFile {
  now: number[] = []
  synced: number[] = []

  apply(action: Step): void {
    if (action.kind === 'sync') this.synced = [...this.now]
    else if (action.kind === 'crash') this.now = [...this.synced]
    else if (action.kind === 'truncate') this.#resize(action.size)
    else if (action.kind === 'write' && action.data.length > 0) {
      this.#resize(Math.max(this.now.length, action.at + action.data.length))
      this.now.splice(action.at, action.data.length, ...action.data)
    } else if (action.kind === 'flip' && action.at < this.now.length) {
      this.now[action.at] = (this.now[action.at] as number) ^ action.mask
      if (action.at < this.synced.length) this.synced[action.at] = (this.synced[action.at] as number) ^ action.mask
    }
  }

  #resize(size: number): void {
    this.now = Array.from({ length: size }, (_, index) => this.now[index] ?? 0)
  }
}

function apply(file: StoredFile, action: Step): void {
  if (action.kind === 'sync') file.sync()
  else if (action.kind === 'crash') file.crash()
  else if (action.kind === 'truncate') file.truncate(action.size)
  else if (action.kind === 'write') file.write(action.at, action.data)
  else if (action.kind === 'flip' && action.at < file.size) file.flip(action.at, action.mask)
}

test('two files that share pages are what plain files would be, after any writes, cuts, flips, syncs and crashes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), step), { maxLength: 30 }), (actions) => {
      const pages = new SharedPages()
      const files = [new StoredFile(pages), new StoredFile(pages)] as const
      const plain = [new PlainFile(), new PlainFile()] as const
      for (const [isSecond, action] of actions) {
        apply(files[isSecond ? 1 : 0], action)
        plain[isSecond ? 1 : 0].apply(action)
        for (const index of [0, 1] as const) {
          expect(Buffer.compare(files[index].read(0, files[index].size), Buffer.from(plain[index].now))).toBe(0)
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('a bit that flips beside an unsynced write is still flipped when a crash has undone the write', () => {
  const file = new StoredFile()
  file.write(0, bytes('abcd'))
  file.sync()
  file.write(0, bytes('xy'))
  file.flip(2, 1)
  expect(contentOf(file)).toBe('xybd')
  file.crash()
  expect(contentOf(file)).toBe('abbd')
})

test('a torn file of shared pages leaves the other file as it was', () => {
  const outcomes = new Set<string>()
  for (let seed = 0; seed < 30; seed++) {
    const pages = new SharedPages()
    const [one, other] = [new StoredFile(pages), new StoredFile(pages)]
    for (const file of [one, other]) {
      file.write(0, pagesOf(1, 2))
      file.sync()
      file.write(0, pagesOf(3, 4))
    }
    one.crash(new Tear('sectors', PAGE_BYTES, new RandomStreams(`${seed}`).stream('torn')))
    outcomes.add(`${one.read(0, 1)[0]} ${one.read(PAGE_BYTES, 1)[0]}`)
    expect(Buffer.compare(other.read(0, other.size), pagesOf(3, 4))).toBe(0)
    other.crash()
    expect(Buffer.compare(other.read(0, other.size), pagesOf(1, 2))).toBe(0)
  }
  expect(outcomes).toEqual(new Set(['1 2', '3 2', '1 4', '3 4']))
})
