// Targeted rules: what they find in streams and datagrams, and what they do with it.
import { describe, expect, test } from 'vitest'
import type { RuleAction, RuleMatch } from '../../../src/host/traffic-rule.ts'
import { bound } from '../../conformance/tools/datagrams.ts'
import { joined, next, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const arm = ({ world }: TestWorld, match: Partial<RuleMatch>, action: RuleAction, protocol: 'tcp' | 'udp') =>
  world.apply({ kind: 'rule', match: { protocol, ...match }, action })

const hitsOf = ({ recorder }: TestWorld): number[] =>
  recorder.lines.flatMap((line) => {
    const [, event, json] = line.split(' ')
    return event === 'fault' && json?.includes('"rule-hit"') ? [JSON.parse(json).position] : []
  })

describe('datagrams', () => {
  /** Sends them 10 ms apart over a link of 5 ms; what arrives, as '<ms>:<text>'. */
  async function arrivals(texts: string[], match: Partial<RuleMatch>, action: RuleAction): Promise<string[]> {
    const got: string[] = []
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const { world, host } = test
      arm(test, match, action, 'udp')
      const { socket, port } = await bound(host('b'), 700)
      socket.on('message', (bytes) => got.push(`${world.nowMs()}:${Buffer.from(bytes).toString('latin1')}`))
      const sender = host('a').dgram.createSocket('udp4')
      for (const text of texts) {
        sender.send(Buffer.from(text), port, 'b')
        await world.sleep(10)
      }
      await world.sleep(1000)
    })
    return got
  }

  const texts = ['get 1', 'put 2', 'get 3', 'get 4', 'xget 5']
  const gets = { pattern: 'get', atStart: true }

  test('the second that begins with a text is dropped, and only that', async () => {
    expect(await arrivals(texts, { ...gets, nth: 2 }, { do: 'drop' })).toEqual([
      '5:get 1',
      '15:put 2',
      '35:get 4',
      '45:xget 5',
    ])
  })

  test('every one that holds a text anywhere is dropped', async () => {
    expect(await arrivals(texts, { pattern: 'get', nth: 'every' }, { do: 'drop' })).toEqual(['15:put 2'])
  })

  test('without a pattern it is the nth of all; hex finds what a text cannot say', async () => {
    expect(await arrivals(texts.slice(0, 2), { nth: 2 }, { do: 'drop' })).toEqual(['5:get 1'])
    expect(await arrivals(texts.slice(0, 2), { pattern: { hex: '7075' } }, { do: 'drop' })).toEqual(['5:get 1'])
  })

  test('of another port, direction or host passes', async () => {
    for (const match of [{ port: 701 }, { from: ['b'] }, { to: ['a'] }, { nth: 6 }]) {
      expect(await arrivals(texts, match, { do: 'drop' })).toHaveLength(5)
    }
    expect(await arrivals(texts, { port: 700, from: ['a'], to: ['b'] }, { do: 'drop' })).toHaveLength(4)
  })

  test('delayed, the first is overtaken by two', async () => {
    expect(await arrivals(texts.slice(0, 3), {}, { do: 'delay', delayMs: 20.5 })).toEqual([
      '15:put 2',
      '25:get 3',
      '25.5:get 1',
    ])
  })

  test('duplicated and cut short', async () => {
    expect(await arrivals(['get 1'], {}, { do: 'duplicate', copies: 2 })).toEqual(['5:get 1', '5:get 1', '5:get 1'])
    expect(await arrivals(['get 1', 'put 2'], {}, { do: 'truncate', toBytes: 3 })).toEqual(['5:get', '15:put 2'])
    expect(await arrivals(['get 1'], {}, { do: 'truncate', toBytes: 0 })).toEqual(['5:'])
  })

  test('three bits are flipped in the byte behind the pattern, and none elsewhere', async () => {
    const [first] = await arrivals(['get 1'], gets, { do: 'corrupt', bits: 3, offset: 4, length: 1 })
    const bytes = Buffer.from((first as string).slice(2), 'latin1')
    expect(bytes.subarray(0, 4).toString()).toBe('get ')
    const wrong = (bytes[4] as number) ^ '1'.charCodeAt(0)
    expect(wrong.toString(2).replaceAll('0', '')).toBe('111')
  })
})

describe('streams', () => {
  const BLOCK = 4000
  /** Ten blocks of 4,000 bytes, each with a header of its own. */
  const blocks = Buffer.concat(
    Array.from({ length: 10 }, (_, index) => Buffer.alloc(BLOCK, index).fill(`block ${index}:`, 0, 8)),
  )
  /** The place of the nth block's header, from 1. */
  const place = (nth: number) => (nth - 1) * BLOCK

  interface Got {
    /** Of the bytes that differ: place and bits. */
    readonly wrong: [place: number, mask: number][]
    readonly events: string[]
    readonly hits: number[]
    readonly doneMs: number
    readonly bytes: number
  }

  /** Sends the blocks from a to b over a link that may lose packets, in writes of `writeBytes`. */
  async function sent(match: Partial<RuleMatch>, action: RuleAction, lossRatio = 0, writeBytes = 700): Promise<Got> {
    const test = aWorld({ link: { latency: 5, lossRatio } })
    const log: string[] = []
    let got: Uint8Array = new Uint8Array()
    let doneMs = 0
    await play(test, async ({ world, host }) => {
      arm(test, match, action, 'tcp')
      const { server, port } = await listen(host('b'), {}, 5001)
      const accepted = next(server, 'connection')
      const client = host('a').net.connect({ host: 'b', port })
      client.setNoDelay(true)
      watch(client, { log, label: 'a' })
      const [served] = await accepted
      const watched = watch(served, { log, label: 'b' })
      for (let at = 0; at < blocks.length; at += writeBytes) client.write(blocks.subarray(at, at + writeBytes))
      client.end()
      await watched.closed
      doneMs = world.nowMs()
      got = joined(watched.chunks)
    })
    const wrong: [number, number][] = []
    got.forEach((byte, at) => {
      if (byte !== blocks[at]) wrong.push([at, byte ^ (blocks[at] as number)])
    })
    return { wrong, events: log, hits: hitsOf(test), doneMs, bytes: got.length }
  }

  const seventh = { pattern: 'block ', nth: 7, from: ['a'], to: ['b'] }
  const bitsOf = (masks: number[]) => masks.map((mask) => mask.toString(2).replaceAll('0', '')).join('').length

  test('the seventh block from a to b has three wrong bits behind its header', async () => {
    const { wrong, hits, bytes } = await sent(seventh, { do: 'corrupt', bits: 3, offset: 8, length: BLOCK - 8 })
    expect(bytes).toBe(40_000)
    expect(hits).toEqual([place(7)])
    expect(bitsOf(wrong.map(([, mask]) => mask))).toBe(3)
    for (const [at] of wrong) expect(at >= place(7) + 8 && at < place(8)).toBe(true)
  })

  test('found in headers that two segments share: writes of 61 bytes', async () => {
    for (const writeBytes of [61, 1449]) {
      const { hits } = await sent({ ...seventh, nth: 'every' }, { do: 'corrupt', offset: 6 }, 0, writeBytes)
      expect(hits).toEqual(Array.from({ length: 10 }, (_, index) => index * BLOCK))
    }
  })

  test('with a fifth of all packets lost the same bits are wrong: what is sent again is as wrong as before', async () => {
    const action: RuleAction = { do: 'corrupt', bits: 40, offset: 8, length: BLOCK - 8 }
    const clean = await sent(seventh, action)
    const lossy = await sent(seventh, action, 0.2)
    expect(lossy.bytes).toBe(40_000)
    expect(clean.wrong.length).toBeGreaterThan(30)
    expect(lossy.wrong).toEqual(clean.wrong)
    expect(lossy.hits).toEqual([place(7)])
  })

  test('dropped, the segment comes again and the stream is right, only later', async () => {
    const { doneMs } = await sent({ ...seventh, nth: 11 }, { do: 'drop' })
    const dropped = await sent(seventh, { do: 'drop' })
    expect(dropped.wrong).toEqual([])
    expect(dropped.bytes).toBe(40_000)
    expect(dropped.doneMs).toBeGreaterThan(doneMs)
  })

  test('delayed by two seconds, the stream stands still from that segment on', async () => {
    const plain = await sent({ ...seventh, nth: 11 }, { do: 'drop' })
    const { wrong, bytes, doneMs } = await sent(seventh, { do: 'delay', delayMs: 2000 })
    expect(wrong).toEqual([])
    expect(bytes).toBe(40_000)
    expect(doneMs).toBeGreaterThanOrEqual(plain.doneMs + 1980)
    expect(doneMs).toBeLessThan(plain.doneMs + 2100)
  })

  test('cut, both ends see a reset, and nothing of the segment arrives', async () => {
    const { events, bytes } = await sent({ ...seventh, nth: 1 }, { do: 'cut' })
    expect(events).toEqual([
      'a connect',
      'a error ECONNRESET',
      'b error ECONNRESET',
      'a close after error',
      'b close after error',
    ])
    expect(bytes).toBe(0)
  })

  test('atStart is the beginning of the stream only', async () => {
    expect((await sent({ pattern: 'block ', atStart: true, nth: 'every' }, { do: 'drop' })).hits).toEqual([0])
    expect((await sent({ pattern: 'lock ', atStart: true, nth: 'every' }, { do: 'drop' })).hits).toEqual([])
  })

  test('a rule for a time does nothing after it, and calm disarms', async () => {
    for (const forMs of [1, 1000]) {
      const test = aWorld({ link: { latency: 5 } })
      await play(test, async ({ world, host }) => {
        world.apply({ kind: 'rule', match: { protocol: 'udp', nth: 'every' }, action: { do: 'drop' }, forMs })
        const { socket, port } = await bound(host('b'))
        let heard = 0
        socket.on('message', () => heard++)
        const sender = host('a').dgram.createSocket('udp4')
        const send = async () => {
          sender.send(Buffer.from('x'), port, 'b')
          await world.sleep(10)
        }
        await world.sleep(5)
        await send()
        expect(heard).toBe(forMs === 1 ? 1 : 0)
        world.apply({ kind: 'calm' })
        await send()
        expect(heard).toBe(forMs === 1 ? 2 : 1)
      })
    }
  })
})
