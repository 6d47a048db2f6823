// What is left on a disk when the power goes between a write and its sync.
import { describe, expect, test } from 'vitest'
import type { Unsynced } from '../../../src/host/machine-faults.ts'
import { DiskStore } from '../../../src/net/disk-store.ts'
import { Tear } from '../../../src/net/faults/tear.ts'
import { RandomStreams } from '../../../src/net/random-streams.ts'

const OLD = 1
const NEW = 2

const tear = (kind: 'prefix' | 'sectors', seed: number, sectorBytes = 512) =>
  new Tear(kind, sectorBytes, new RandomStreams(`${seed}`).stream('torn'))

/** Bytes as runs: 'old 512, new 100'. */
function runs(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; ) {
    let end = start
    while (end < bytes.length && bytes[end] === bytes[start]) end++
    parts.push(`${['zero', 'old', 'new'][bytes[start] as number]} ${end - start}`)
    start = end
  }
  return parts.join(', ')
}

/** What there is of a file over many seeds. */
function outcomes(kind: 'prefix' | 'sectors', before: Uint8Array, after: Uint8Array, sectorBytes = 512): Set<string> {
  const seen = new Set<string>()
  for (let seed = 0; seed < 300; seed++) seen.add(runs(tear(kind, seed, sectorBytes).file(before, after)))
  return seen
}

const filled = (size: number, value: number) => new Uint8Array(size).fill(value)

describe('sectors of an overwritten file', () => {
  test('each is old or new, in every combination', () => {
    const seen = outcomes('sectors', filled(1024, OLD), filled(1024, NEW))
    expect(seen).toEqual(new Set(['old 1024', 'old 512, new 512', 'new 512, old 512', 'new 1024']))
  })

  test('of 4,096 bytes are whole 4,096 bytes', () => {
    const seen = outcomes('sectors', filled(8192, OLD), filled(8192, NEW), 4096)
    expect(seen).toEqual(new Set(['old 8192', 'old 4096, new 4096', 'new 4096, old 4096', 'new 8192']))
  })

  test('that did not change are never touched', () => {
    const after = filled(1536, OLD)
    after.fill(NEW, 512, 1024)
    expect(outcomes('sectors', filled(1536, OLD), after)).toEqual(new Set(['old 1536', 'old 512, new 512, old 512']))
  })
})

describe('bytes added to a file', () => {
  test('as sectors: any of them, with zeros where one is missing before another', () => {
    const after = filled(1200, NEW)
    after.fill(OLD, 0, 100)
    const seen = outcomes('sectors', filled(100, OLD), after)
    expect(seen).toContain('old 100')
    expect(seen).toContain('old 100, new 1100')
    expect(seen).toContain('old 100, zero 924, new 176')
    expect(seen.size).toBe(8)
  })

  test('as a prefix: up to any byte', () => {
    const after = filled(900, NEW)
    after.fill(OLD, 0, 100)
    const lengths = [...outcomes('prefix', filled(100, OLD), after)].map((text) => {
      const [, old, added = '0'] = /^old (\d+)(?:, new (\d+))?$/.exec(text) ?? []
      expect(old).toBe('100')
      return Number(added)
    })
    expect(Math.min(...lengths)).toBe(0)
    expect(Math.max(...lengths)).toBe(800)
    expect(lengths.length).toBeGreaterThan(150)
  })
})

test('a file that was cut short is short or long, with old bytes beyond', () => {
  expect(outcomes('prefix', filled(600, OLD), filled(0, NEW))).toEqual(new Set(['', 'old 600']))
})

describe('a store after a crash', () => {
  /** An atomic replacement without its sync: a new file, renamed over the synced one. */
  function replaced(unsynced: Unsynced, seed: number): string {
    const store = new DiskStore()
    store.makeFile('list').write(0, filled(600, OLD))
    store.syncAll()
    store.makeFile('list.new').write(0, filled(600, NEW))
    store.rename('list.new', 'list')
    store.crash(unsynced === 'lost' ? null : tear(unsynced, seed))
    const entry = store.entry('list')
    if (entry === undefined || entry === 'folder') return 'gone'
    return runs(entry.read(0, entry.size))
  }

  test("'lost' keeps the old list", () => {
    expect(replaced('lost', 0)).toBe('old 600')
  })

  test('torn, the rename may have survived without the bytes: the list is empty, or half there', () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 200; seed++) seen.add(replaced('sectors', seed))
    expect(seen).toEqual(new Set(['old 600', '', 'new 512', 'zero 512, new 88', 'new 600']))
  })

  test('tells the torn files, and a second crash changes nothing', () => {
    const store = new DiskStore()
    store.makeFile('a').write(0, filled(10, OLD))
    store.makeFile('b').write(0, filled(10, OLD))
    store.syncAll()
    const file = store.entry('b')
    if (file === undefined || file === 'folder') throw new Error('no file')
    let seed = 0
    let torn = store.crash(tear('sectors', seed))
    while (torn.length === 0) {
      file.write(0, filled(20, NEW))
      torn = store.crash(tear('sectors', ++seed))
    }
    expect(torn).toEqual([{ path: 'b', sizeBytes: 20 }])
    expect(store.crash(null)).toEqual([])
    expect(runs(file.read(0, 100))).toBe('new 20')
  })
})
