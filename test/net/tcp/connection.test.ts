// A connection as its two ends and the wire see it: handshakes, acknowledgments, ends in every order, a reader that stops.
import { describe, expect, test } from 'vitest'
import { next, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { connected, sentLines } from '../tools/a-connection.ts'
import { aWorld, play } from '../tools/a-world.ts'

describe('the handshake', () => {
  test('takes three segments and one round trip', async () => {
    const test = aWorld({ link: { latency: 10 } })
    await play(test, async ({ world, host }) => {
      const { port } = await listen(host('b'))
      await next(host('a').net.connect({ host: 'b', port }), 'connect')
      expect(world.nowMs()).toBe(20)
      await world.sleep(50)
    })
    expect(sentLines(test)).toEqual(['0 a syn 0+0', '10 b syn+ack 0+0', '20 a ack 1+0'])
  })

  test('unanswered, the SYN goes out seven times, and after 127 s the connection has timed out', async () => {
    const test = aWorld({ link: { lossRatio: 1 } })
    await play(test, async ({ world, host }) => {
      const [error] = await next(host('a').net.connect({ host: 'b', port: 5000 }), 'error')
      expect(error).toMatchObject({ code: 'ETIMEDOUT', syscall: 'connect' })
      expect(world.nowMs()).toBe(127_000)
    })
    expect(test.recorder.of('sent').map(({ atMs }) => atMs / 1000)).toEqual([0, 1, 3, 7, 15, 31, 63])
  })
})

describe('acknowledgments', () => {
  test('of the first segment goes at once, of a later one it waits 40 ms, of two it does not', async () => {
    const test = await connected(async ({ world, client, served }) => {
      served.resume()
      client.write(new Uint8Array(50))
      await world.sleep(500)
      client.write(new Uint8Array(50))
      await world.sleep(400)
      client.write(new Uint8Array(2 * 1448))
      await world.sleep(900)
    })
    expect(sentLines(test)).toEqual([
      '100 a ack 1+50',
      '110 b ack 1+0',
      '600 a ack 51+50',
      '650 b ack 1+0',
      '1000 a ack 101+1448',
      '1000 a ack 1549+1448',
      '1010 b ack 1+0',
    ])
  })

  test('travel with an answer when there is one', async () => {
    const test = await connected(async ({ world, client, served }) => {
      served.on('data', (bytes) => served.write(bytes))
      client.resume()
      client.write('ping')
      await world.sleep(900)
    })
    expect(sentLines(test)).toEqual(['100 a ack 1+4', '110 b ack 1+4', '160 a ack 5+0'])
  })

  test('Nagle and the delayed acknowledgment meet: the second small write waits for 60 ms; without delay it does not wait', async () => {
    const arrivals = async (noDelay: boolean) => {
      const times: number[] = []
      await connected(async ({ world, client, served }) => {
        served.on('data', () => times.push(world.nowMs()))
        client.setNoDelay(noDelay)
        for (const letter of ['first', 'a', 'b']) {
          client.write(letter)
          await world.sleep(letter === 'first' ? 100 : 1)
        }
        await world.sleep(900)
      })
      return times
    }
    expect(await arrivals(false)).toEqual([110, 210, 270])
    expect(await arrivals(true)).toEqual([110, 210, 211])
  })
})

describe('the end', () => {
  test('first one side, then the other: four segments, and each side hears of the other’s end', async () => {
    const test = await connected(async ({ world, client, served }) => {
      const ends = [watch(client), watch(served)]
      client.end()
      await world.sleep(500)
      expect(ends.map(({ events }) => events)).toEqual([
        ['end', 'close'],
        ['end', 'close'],
      ])
    })
    expect(sentLines(test)).toEqual(['100 a fin+ack 1+0', '110 b ack 1+0', '110 b fin+ack 1+0', '120 a ack 2+0'])
  })

  test('both sides at once: the FINs cross, and both close', async () => {
    const test = await connected(async ({ world, client, served }) => {
      const ends = [watch(client), watch(served)]
      client.end()
      served.end()
      await world.sleep(500)
      expect(ends.map(({ events }) => events)).toEqual([
        ['end', 'close'],
        ['end', 'close'],
      ])
    })
    expect(sentLines(test).map((line) => line.slice(0, 9))).toEqual([
      '100 a fin',
      '100 b fin',
      '110 b ack',
      '110 a ack',
    ])
  })

  test('half-closed, the other side may still send as much as it likes', async () => {
    await connected(async ({ world, client, host }) => {
      const { port, server } = await listen(host('b'), { allowHalfOpen: true })
      const accepted = next(server, 'connection')
      const half = host('a').net.connect({ host: 'b', port, allowHalfOpen: true })
      const [served] = await accepted
      const watched = watch(half)
      watch(served)
      half.end('request')
      await world.sleep(120_000)
      served.end(new Uint8Array(1_000_000))
      await watched.closed
      expect(watched.byteLength()).toBe(1_000_000)
      expect(watched.events).toEqual(['connect', 'data', 'end', 'close'].slice(watched.events[0] === 'connect' ? 0 : 1))
      expect(client.destroyed).toBe(false)
    })
  })

  test('bytes for a socket that was closed are answered with a reset, which the writer notices at its next write', async () => {
    const test = await connected(async ({ world, client, served }) => {
      const watched = watch(client)
      served.destroy()
      await world.sleep(100)
      client.write('too late')
      await world.sleep(100)
      expect(watched.events).toEqual(['end'])
      client.write('again')
      await watched.closed
      expect(watched.events).toEqual(['end', 'error EPIPE', 'close after error'])
    })
    expect(sentLines(test).slice(2)).toEqual(['200 a ack 1+8', '210 b rst+ack 2+0'])
  })

  test('a copy of bytes that were read does not reset a socket that was closed with an answer still to send', async () => {
    const test = aWorld({ link: { latency: 10 } })
    await play(test, async ({ world, host }) => {
      const { port, server } = await listen(host('b'))
      server.on('connection', (socket) => {
        socket.on('data', () => {
          socket.write(new Uint8Array(200_000))
          socket.destroy()
        })
      })
      world.apply({ kind: 'link', from: ['a'], to: ['b'], options: { duplicateRatio: 1 } })
      const client = host('a').net.connect({ host: 'b', port })
      const watched = watch(client)
      client.write('request')
      await watched.closed
      expect(watched.byteLength()).toBe(200_000)
      expect(watched.events).toEqual(['connect', 'data', 'end', 'close'])
    })
  })
})

describe('a reader that stops', () => {
  test('for an hour: the window closes and is asked for; then all the rest arrives', async () => {
    const bytes = 16 * 1024 * 1024
    await connected(async ({ world, client, served }) => {
      served.pause()
      const watched = watch(served, { reads: false })
      const ends = watch(client)
      client.end(new Uint8Array(bytes))
      await world.sleep(3_600_000)
      // Node has read up to its high water mark of 16 KiB: twelve segments.
      expect([watched.events, ends.events, served.bytesRead]).toEqual([[], [], 12 * 1448])
      served.resume()
      await watched.closed
      expect(served.bytesRead).toBe(bytes)
      // Not by a probe, which would come up to two minutes later: by the window that the reader tells of.
      expect(world.nowMs()).toBeLessThan(3_600_100 + 5000)
      expect(watched.events).toEqual(['end', 'close'])
    }, 10_000_000)
  })

  test('the right edge of the window that is told never goes back, also with gaps and a slow reader', async () => {
    const test = aWorld({ link: { latency: 30, lossRatio: 0.02, reorderRatio: 0.05 } })
    await play(test, async ({ world, host }) => {
      const { port, server } = await listen(host('b'))
      const accepted = next(server, 'connection')
      const client = host('a').net.connect({ host: 'b', port })
      client.end(new Uint8Array(8_000_000))
      const [served] = await accepted
      const watched = watch(served)
      const timer = host('b').clock.setInterval(() => (served.isPaused() ? served.resume() : served.pause()), 300)
      await watched.closed
      host('b').clock.clearInterval(timer)
      expect(watched.byteLength()).toBe(8_000_000)
      expect(world.nowMs()).toBeGreaterThan(1000)
    })
    const edges = test.recorder
      .of('sent')
      .flatMap((packet) => (packet.source === 1 ? [packet.acknowledgment + packet.windowBytes] : []))
    expect(edges.filter((edge, index) => edge < (edges[index - 1] ?? 0))).toEqual([])
    expect(edges.length).toBeGreaterThan(500)
  })
})
