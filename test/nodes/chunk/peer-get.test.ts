// Whole files from many peers in a virtual world: what arrives, what goes wrong on the way, old peers, what a peer costs.
import { describe, expect, test } from 'vitest'
import { binaryFile, oldPeer, PEER_PORT, SwarmWorld, textFile } from './swarm-world.ts'

const OK = { kind: 'exit', code: 0 }

describe('a whole file', () => {
  test.each([0, 1, 1_024, 1_025, 69_630, 300_000])('of %i bytes comes over byte for byte', async (size) => {
    const bytes = binaryFile(size)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes }).addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
      expect(await swarm.world.listFiles('getter')).toEqual(['23'])
    })
    expect(swarm.output('getter')).toMatch(new RegExp(`23 is complete: ${size} bytes in \\d+\\.\\d s\n$`))
    const received = swarm.reports.filter(({ event }) => event === 'chunk-received')
    expect(received.reduce((sum, { details }) => sum + Number(details.count), 0)).toBe(Math.ceil(size / 1_024))
  })

  test('goes from peer to peer: the seeder sends less than the peers receive', async () => {
    const bytes = binaryFile(500_000)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes })
    const names = Array.from({ length: 12 }, (_, index) => `peer${index}`)
    for (const name of names) swarm.addGetter(name, { seed: true })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      await Promise.all(names.map((name) => swarm.world.start(name)))
      await swarm.until(() => swarm.count('get-complete') === names.length)
      for (const name of names) expect(await swarm.has(name, '23', bytes)).toBe(true)
      await swarm.world.sleep(1_000)
    })
    expect(swarm.count('chunk-received')).toBe(12 * 62)
    expect(swarm.count('chunk-sent', 'seeder')).toBeLessThan(6 * 62)
    expect(swarm.count('chunk-rejected')).toBe(0)
  })

  test('that is there already is not fetched again; another one under its name is not touched', async () => {
    const bytes = binaryFile(5_000)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes })
    swarm.addGetter('same', {}, { '23': bytes }).addGetter('other', {}, { '23': binaryFile(4_999) })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'same', 'other')
      expect(await swarm.ended('same')).toEqual(OK)
      expect(await swarm.ended('other')).toEqual({ kind: 'exit', code: 1 })
      expect(await swarm.bytes('other', '23')).toEqual(binaryFile(4_999))
    })
    expect(swarm.output('same')).toBe('23 is here already: 5000 bytes\n')
    expect(swarm.output('other')).toContain('is there already and is another file')
    expect(swarm.count('chunk-received')).toBe(0)
  })

  test('that nobody shares is one clear line and exit 1', async () => {
    const swarm = new SwarmWorld().addTracker().addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'getter')
      expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 1 })
    })
    expect(swarm.output('getter')).toBe('Cannot get 23: nobody shares "23"\n')
  })

  test('larger than the limit is refused', async () => {
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': binaryFile(5_000) })
    swarm.addGetter('getter', { maxFileBytes: 4_999 })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'getter')
      expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 1 })
    })
    expect(swarm.output('getter')).toBe('Cannot get 23: "23" has 5000 bytes: more than the limit\n')
  })
})

describe('what goes wrong on the way', () => {
  test('a flipped bit in a chunk: it is thrown away, comes again, and the file is right', async () => {
    const bytes = binaryFile(69_630)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes }).addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      swarm.world.apply({ kind: 'corrupt-stream', from: 'seeder', to: 'getter', offset: 20_000, port: PEER_PORT })
      await swarm.world.start('getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
    })
    const rejected = swarm.reports.filter(({ event }) => event === 'chunk-rejected')
    expect(rejected.map(({ details }) => details.from)).toEqual(['10.0.0.2:65050'])
    const received = swarm.reports.filter(({ event }) => event === 'chunk-received')
    expect(received.reduce((sum, { details }) => sum + Number(details.count), 0)).toBe(68)
  })

  test('a flipped bit in the list of hashes: the list is thrown away and comes again', async () => {
    const bytes = binaryFile(69_630)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes }).addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      swarm.world.apply({ kind: 'corrupt-stream', from: 'seeder', to: 'getter', offset: 200, port: PEER_PORT })
      await swarm.world.start('getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
    })
    expect(swarm.count('hashes-rejected')).toBe(1)
    expect(swarm.count('chunk-rejected')).toBe(0)
  })

  test('a seeder that dies half-way: the rest comes from the other', async () => {
    const bytes = binaryFile(2_000_000)
    const swarm = new SwarmWorld()
      .addTracker()
      .addPeer('one', { '23': bytes })
      .addPeer('two', { '23': bytes })
      .addGetter('getter')
    swarm.world.setDefaultLink({ latency: 5, bandwidthBps: 10_000_000 })
    await swarm.play(async () => {
      await swarm.start('tracker', 'one', 'two')
      await swarm.world.start('getter')
      await swarm.until(() => swarm.count('chunk-sent', 'one') >= 5)
      swarm.world.apply({ kind: 'crash', host: 'one' })
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
    })
    expect(swarm.count('chunk-sent', 'two')).toBeGreaterThan(20)
  })

  test('a getter that dies half-way goes on where it was, and fetches only the rest', async () => {
    const bytes = binaryFile(2_000_000)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes }).addGetter('getter')
    swarm.world.setDefaultLink({ latency: 5, bandwidthBps: 2_000_000 })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      await swarm.world.start('getter')
      await swarm.world.sleep(5_000)
      const before = swarm.count('chunk-received')
      swarm.world.apply({ kind: 'crash', host: 'getter' })
      swarm.ends.clear()
      swarm.world.apply({ kind: 'restart', host: 'getter' })
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
      const resumed = swarm.reports.find(({ event }) => event === 'resumed')
      // Saved every two seconds, so at most that much comes again.
      expect(Number(resumed?.details.count)).toBeGreaterThan(600)
      expect(swarm.count('chunk-received') - before).toBeLessThan(62)
    })
    expect(swarm.output('getter')).toContain('Going on: ')
  })

  test('chunks of an earlier try that rotted on the disk are found and fetched again', async () => {
    const bytes = binaryFile(10_000)
    const rotten = Buffer.from(bytes)
    rotten[2_100] = (rotten[2_100] ?? 0) ^ 1
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': bytes })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      const raw = swarm.addRaw('raw')
      await raw.start('raw')
      const hash = JSON.parse(await swarm.askTracker('raw', { message: 3, fileName: '23', ranges: 1 })).hash
      const note = JSON.stringify({ size: 10_000, hash, chunks: [[1, 10]] })
      swarm.addGetter('getter', {}, { '.seednet/23.part': rotten, '.seednet/23.state': Buffer.from(note) })
      await swarm.world.start('getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
    })
    const received = swarm.reports.filter(({ event }) => event === 'chunk-received')
    expect(received.map(({ details }) => details.chunk)).toEqual([3])
  })

  test('a tracker that is away at first and again later only costs time', async () => {
    const bytes = binaryFile(1_000_000)
    const swarm = new SwarmWorld()
      .addTracker({ stateFile: 'swarm.log' })
      .addPeer('seeder', { '23': bytes })
      .addGetter('getter')
    swarm.world.setDefaultLink({ latency: 5, bandwidthBps: 2_000_000 })
    await swarm.play(async () => {
      await swarm.start('getter')
      await swarm.world.sleep(12_000)
      await swarm.start('tracker', 'seeder')
      await swarm.until(() => swarm.count('chunk-received') > 3)
      swarm.world.apply({ kind: 'crash', host: 'tracker' })
      await swarm.until(() => swarm.count('chunk-received') > 30)
      swarm.world.apply({ kind: 'restart', host: 'tracker' })
      expect(await swarm.ended('getter')).toEqual(OK)
      expect(await swarm.has('getter', '23', bytes)).toBe(true)
    })
    expect(swarm.output('getter')).toContain(
      'The tracker is no help: no answer within 10000 ms; trying again\nThe tracker is back\n',
    )
  })

  test('without anything new for its patience it gives up and keeps what it has', async () => {
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': binaryFile(2_000_000) })
    swarm.addGetter('getter', { patienceMs: 20_000 })
    swarm.world.setDefaultLink({ latency: 5, bandwidthBps: 2_000_000 })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'getter')
      await swarm.world.sleep(3_000)
      swarm.world.apply({ kind: 'crash', host: 'seeder' })
      expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 1 })
      expect(await swarm.world.listFiles('getter')).toEqual(['.seednet/23.part', '.seednet/23.state'])
    })
    expect(swarm.output('getter')).toMatch(
      /nothing new has come for 20 s; \d+ of 1954 chunks are kept for the next try\n$/,
    )
  })

  test('Ctrl-C saves what is here, unregisters and exits with 130', async () => {
    const swarm = new SwarmWorld()
      .addTracker()
      .addPeer('seeder', { '23': binaryFile(2_000_000) })
      .addGetter('getter')
    swarm.world.setDefaultLink({ latency: 5, bandwidthBps: 2_000_000 })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'getter')
      await swarm.world.sleep(1_000)
      swarm.world.interrupt('getter')
      expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 130 })
      expect(await swarm.world.listFiles('getter')).toEqual(['.seednet/23.part', '.seednet/23.state'])
    })
    expect(swarm.count('unregistered', 'tracker')).toBe(1)
  })
})

describe('old peers', () => {
  test('serve a new one, chunk by chunk, without any hash', async () => {
    const text = textFile(69_630)
    const swarm = new SwarmWorld().addTracker().addRaw('old', oldPeer(text, 7)).addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'old', 'getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect((await swarm.bytes('getter', '23'))?.toString()).toBe(text)
    })
    expect(swarm.output('getter')).toContain('Nobody gave a hash of this file: its chunks are not checked\n')
    expect(swarm.count('chunk-received')).toBe(68)
  })

  test('that send wrong chunks are found out when the hash is known, and left for others', async () => {
    const text = textFile(69_630)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': text })
    swarm
      .addRaw(
        'liar',
        oldPeer(text, 7, () => 'x'.repeat(1_024)),
      )
      .addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'liar', 'getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect((await swarm.bytes('getter', '23'))?.toString()).toBe(text)
    })
    const rejected = swarm.reports.filter(({ event }) => event === 'chunk-rejected')
    expect(new Set(rejected.map(({ details }) => details.from))).toEqual(new Set(['10.0.0.3:7']))
    expect(rejected.length).toBeLessThanOrEqual(7)
  })

  test('are enough when all who know the hashes are gone: the whole is checked at the end', async () => {
    const text = textFile(10_000)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': text })
    swarm.addRaw('old', oldPeer(text, 7)).addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'old')
      swarm.world.apply({ kind: 'crash', host: 'seeder' })
      await swarm.world.start('getter')
      expect(await swarm.ended('getter')).toEqual(OK)
      expect((await swarm.bytes('getter', '23'))?.toString()).toBe(text)
    })
  })

  test('that lie then are found out by the whole, and the file does not get its name', async () => {
    const text = textFile(10_000)
    const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': text })
    swarm
      .addRaw(
        'liar',
        oldPeer(text, 7, (chunk, data) => (chunk === 4 ? 'x'.repeat(1_024) : data)),
      )
      .addGetter('getter')
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder', 'liar')
      swarm.world.apply({ kind: 'crash', host: 'seeder' })
      await swarm.world.start('getter')
      expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 1 })
      expect(await swarm.bytes('getter', '23')).toBeNull()
    })
    expect(swarm.output('getter')).toContain('what the peers sent is not what the hash says')
  })
})

test('a peer costs the same in a swarm of 96 as in one of 12: events and connections do not grow with the swarm', async () => {
  const cost = async (peers: number) => {
    const swarm = new SwarmWorld().addTracker({ quiet: true }).addPeer('seeder', { '23': binaryFile(200_000) })
    const names = Array.from({ length: peers }, (_, index) => `peer${index}`)
    for (const name of names) swarm.addGetter(name, { seed: true })
    await swarm.play(async () => {
      await swarm.start('tracker', 'seeder')
      await Promise.all(names.map((name) => swarm.world.start(name)))
      await swarm.until(() => swarm.count('get-complete') === peers)
    })
    return swarm.world.events / peers
  }
  expect((await cost(96)) / (await cost(12))).toBeLessThan(1.5)
})
