// Streams through the proxy: delays and faults act, and everything else is as without it.
import { describe, expect, test } from 'vitest'
import { PUMP_BUFFER_BYTES } from '../../src/real/impairment-proxy/stream-pump.ts'
import { connectPair, listen, next, onLiveStage, receive } from './tools/live-stage.ts'

describe('links', () => {
  test('a latency of 60 ms: no byte comes earlier, in either direction', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.setDefaultLink({ latency: 60 })
      const { client, served } = await connectPair(host('a'), host('b'))
      for (const [from, to] of [
        [client, served],
        [served, client],
      ] as const) {
        const sentMs = performance.now()
        from.write('ping')
        await receive(to, 4)
        expect(performance.now() - sentMs).toBeGreaterThanOrEqual(60)
      }
    })
  })

  test('a latency that varies keeps the order', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.setDefaultLink({ latency: { kind: 'uniform', minMs: 0, maxMs: 20 } })
      const { client, served } = await connectPair(host('a'), host('b'))
      let sent = ''
      const whole = receive(served, 200 * 3)
      for (let line = 0; line < 200; line++) {
        const text = String(line).padStart(3, '0')
        sent += text
        client.write(text)
        if (line % 10 === 0) await network.sleep(1)
      }
      expect((await whole).toString()).toBe(sent)
    })
  })

  test('8 Mbit/s: 100,000 bytes take at least 0.1 s, one direction only', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.setLink('a', 'b', { bandwidthBps: 8_000_000 })
      const { client, served } = await connectPair(host('a'), host('b'))
      const startMs = performance.now()
      client.write(new Uint8Array(100_000))
      await receive(served, 100_000)
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(100)
    })
  })

  test('a link changes while it is in use', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      network.apply({ kind: 'link', from: ['a'], to: '*', options: { latency: 80 } })
      const startMs = performance.now()
      client.write('late')
      await receive(served, 4)
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(80)
    })
  })

  test('corruptRatio 1 flips exactly one bit in each segment of 1,460 bytes', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      network.setLink('a', 'b', { corruptRatio: 1 })
      client.write(new Uint8Array(1460 * 3))
      const bytes = await receive(served, 1460 * 3)
      const flipped = [...bytes].filter((byte) => byte !== 0)
      expect(flipped).toHaveLength(3)
      for (const byte of flipped) expect(Math.log2(byte) % 1).toBe(0)
    })
  })
})

describe('corrupt-stream', () => {
  const length = 3000

  test('spoils exactly that byte of the first stream that carries it after it was armed, once', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.apply({ kind: 'corrupt-stream', from: 'a', to: 'b', offset: 1234, bits: 3 })
      const first = await connectPair(host('a'), host('b'))
      const second = await connectPair(host('a'), host('b'), 5001)
      second.client.write(new Uint8Array(1234))
      await receive(second.served, 1234)
      for (const [pair, bits] of [
        [first, 3],
        [second, 0],
      ] as const) {
        pair.client.write(new Uint8Array(length))
        const bytes = await receive(pair.served, length)
        const spoilt = [...bytes.entries()].filter(([, byte]) => byte !== 0)
        expect(spoilt.map(([at]) => at)).toEqual(bits === 0 ? [] : [1234])
        expect(spoilt.reduce((sum, [, byte]) => sum + byte.toString(2).replaceAll('0', '').length, 0)).toBe(bits)
      }
    })
  })

  test('leaves the other direction, other ports and earlier connections alone', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.apply({ kind: 'corrupt-stream', from: 'b', to: 'a', offset: 0, connection: 2, port: 5001 })
      const spoilt: string[] = []
      for (const port of [5000, 5001, 5001, 5001]) {
        const { client, served } = await connectPair(host('a'), host('b'), port)
        client.write('x')
        served.write('x')
        spoilt.push((await receive(served, 1)).toString() + ((await receive(client, 1)).toString() === 'x' ? '=' : '!'))
        client.destroy()
      }
      expect(spoilt).toEqual(['x=', 'x=', 'x!', 'x='])
    })
  })

  test('more bits than a byte has, or a host that is none, is an error with a reason', async () => {
    await onLiveStage(['a', 'b'], async ({ network }) => {
      const fault = { kind: 'corrupt-stream', from: 'a', to: 'b', offset: 0 } as const
      expect(() => network.apply({ ...fault, bits: 9 })).toThrow('a whole number, 1 to 8')
      expect(() => network.apply({ ...fault, to: 'nobody' })).toThrow("no host named 'nobody'")
    })
  })
})

describe('what passes through', () => {
  test('a half-close, both ways: the other direction goes on', async () => {
    await onLiveStage(['a', 'b'], async ({ host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      served.resume()
      client.end('last words')
      await next(served, 'end')
      served.write('still here')
      expect((await receive(client, 10)).toString()).toBe('still here')
      const closed = Promise.all([next(client, 'close'), next(served, 'close')])
      served.end()
      await next(client, 'end')
      await closed
    })
  })

  test('a reset, after the bytes before it', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.setDefaultLink({ latency: 20 })
      const { client, served } = await connectPair(host('a'), host('b'))
      const failed = next(served, 'error')
      const whole = receive(served, 5)
      client.write('bytes', () => client.resetAndDestroy())
      expect((await whole).toString()).toBe('bytes')
      const [error] = await failed
      expect(error).toMatchObject({ code: 'ECONNRESET' })
    })
  })

  test('a refusal, when nobody listens, no more, and after a crash', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const connect = async () => (await next(host('a').net.connect({ host: 'b', port: 5000 }), 'error'))[0]
      const refusal = { code: 'ECONNREFUSED', address: host('b').address, port: 5000 }
      expect(await connect()).toMatchObject(refusal)
      const server = await listen(host('b'))
      server.close()
      expect(await connect()).toMatchObject(refusal)
      await listen(host('b'))
      network.apply({ kind: 'crash', host: 'b' })
      expect(await connect()).toMatchObject(refusal)
    })
  })

  test('backpressure: a sender whose reader stands still gets to write a bounded number of bytes', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      served.pause()
      const piece = new Uint8Array(64 * 1024)
      const total = 64 * 1024 * 1024
      const write = (): void => {
        while (client.bytesWritten < total && client.write(piece));
      }
      client.on('drain', write)
      write()
      await network.sleep(300)
      // The proxy's buffer, and those of the kernel for two streams: 4 MiB to send and 6 MiB to receive at most, each.
      expect(client.bytesWritten).toBeLessThan(PUMP_BUFFER_BYTES + 20 * 1024 * 1024 + 128 * 1024)
      const whole = receive(served, total)
      served.resume()
      await whole
      expect(client.bytesWritten).toBe(total)
    })
  })

  test("the addresses and ports of both ends are each other's", async () => {
    await onLiveStage(['a', 'b'], async ({ host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      const near = [client.localAddress, client.localPort, client.remoteAddress, client.remotePort]
      const far = [served.remoteAddress, served.remotePort, served.localAddress, 5000]
      expect(near).toEqual(far)
      expect(near[0]).toBe(host('a').address)
    })
  })
})

describe('partitions', () => {
  test('a stream stalls in both directions, and all of it arrives after the heal', async () => {
    await onLiveStage(['a', 'b', 'c'], async ({ network, host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      const others = await connectPair(host('a'), host('c'))
      network.apply({ kind: 'partition', from: ['a'], to: ['b'] })
      client.write('forth')
      served.write('back!')
      others.client.write('other')
      expect((await receive(others.served, 5)).toString()).toBe('other')
      await network.sleep(100)
      expect([served.bytesRead, client.bytesRead]).toEqual([0, 0])
      network.apply({ kind: 'heal' })
      expect((await receive(served, 5)).toString()).toBe('forth')
      expect((await receive(client, 5)).toString()).toBe('back!')
    })
  })

  test('one way: only that direction stalls', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      network.apply({ kind: 'partition', from: ['a'], to: '*', oneWay: true, hold: true })
      client.write('forth')
      served.write('back!')
      expect((await receive(client, 5)).toString()).toBe('back!')
      expect(served.bytesRead).toBe(0)
      network.apply({ kind: 'heal', from: ['a'], to: '*' })
      expect((await receive(served, 5)).toString()).toBe('forth')
    })
  })

  test('a stream opened across one reaches the other end after the heal', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const server = await listen(host('b'))
      network.apply({ kind: 'partition', from: '*', to: '*' })
      let accepted = 0
      server.on('connection', () => accepted++)
      const client = host('a').net.connect({ host: 'b', port: 5000 })
      await next(client, 'connect')
      await network.sleep(50)
      expect(accepted).toBe(0)
      const connection = next(server, 'connection')
      network.apply({ kind: 'heal' })
      await connection
    })
  })
})

test('cut-connections: both ends see ECONNRESET, others nothing', async () => {
  await onLiveStage(['a', 'b', 'c'], async ({ network, host }) => {
    const { client, served } = await connectPair(host('a'), host('b'))
    const others = await connectPair(host('c'), host('b'), 5001)
    client.resume()
    served.resume()
    const errors = Promise.all([next(client, 'error'), next(served, 'error')])
    network.apply({ kind: 'cut-connections', from: ['b'], to: ['a'] })
    expect((await errors).flat()).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }])
    others.client.write('fine')
    expect((await receive(others.served, 4)).toString()).toBe('fine')
  })
})
