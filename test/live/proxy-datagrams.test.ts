// Datagrams through the proxy: who they come from, and what a link does to them.
import { expect, test } from 'vitest'
import type { DatagramSocket, RemoteInfo } from '../../src/host/datagram.ts'
import type { Host } from '../../src/host/host.ts'
import { type LiveStage, next, onLiveStage } from './tools/live-stage.ts'

interface Received {
  readonly text: string
  readonly from: RemoteInfo
  readonly atMs: number
}

async function bind(host: Host, port: number): Promise<{ socket: DatagramSocket; received: Received[] }> {
  const received: Received[] = []
  const socket = host.dgram.createSocket('udp4')
  socket.on('message', (bytes, from) => {
    received.push({ text: Buffer.from(bytes).toString('latin1'), from, atMs: performance.now() })
  })
  socket.bind({ port })
  await next(socket, 'listening')
  return { socket, received }
}

/** Waits until so many have come; the run's limit ends a wait in vain. */
async function until({ network }: LiveStage, received: readonly Received[], count: number): Promise<void> {
  while (received.length < count) await network.sleep(2)
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test("the receiver sees the sender's own address and port, and can answer; so can one that never bound", async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    const [a, b] = [stage.host('a'), stage.host('b')]
    const { socket, received } = await bind(b, 6000)
    expect(socket.address()).toEqual({ address: b.address, family: 'IPv4', port: 6000 })
    const answers: string[] = []
    const sender = a.dgram.createSocket('udp4', (answer) => answers.push(Buffer.from(answer).toString()))
    sender.send(bytes('question'), 6000, 'b')
    await until(stage, received, 1)
    const { from } = received[0] as Received
    expect([from.address, from.port]).toEqual([a.address, sender.address().port])
    socket.send(bytes('answer'), from.port, from.address)
    while (answers.length === 0) await stage.network.sleep(2)
    expect(answers).toEqual(['answer'])
  })
})

test('a datagram sent right before its socket is closed arrives', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    stage.network.setDefaultLink({ latency: 30 })
    const { received } = await bind(stage.host('b'), 6000)
    const sender = stage.host('a').dgram.createSocket('udp4')
    sender.send(bytes('bye'), 6000, 'b', () => sender.close())
    await until(stage, received, 1)
    expect(received[0]?.text).toBe('bye')
  })
})

test('a latency of 40 ms: none comes earlier', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    stage.network.setLink('a', 'b', { latency: 40 })
    const { received } = await bind(stage.host('b'), 6000)
    const { socket } = await bind(stage.host('a'), 6000)
    const sentMs = performance.now()
    socket.send(bytes('x'), 6000, 'b')
    await until(stage, received, 1)
    expect((received[0]?.atMs ?? 0) - sentMs).toBeGreaterThanOrEqual(40)
  })
})

test('lossRatio 1 loses all, duplicateRatio 1 doubles all, corruptRatio 1 flips one bit of each', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    const { received } = await bind(stage.host('b'), 6000)
    const { socket } = await bind(stage.host('a'), 6000)
    stage.network.setLink('a', 'b', { lossRatio: 1 })
    socket.send(bytes('lost'), 6000, 'b')
    await stage.network.sleep(50)
    expect(received).toHaveLength(0)
    stage.network.setLink('a', 'b', { lossRatio: 0, duplicateRatio: 1 })
    socket.send(bytes('twice'), 6000, 'b')
    await until(stage, received, 2)
    expect(received.map(({ text }) => text)).toEqual(['twice', 'twice'])
    stage.network.setLink('a', 'b', { duplicateRatio: 0, corruptRatio: 1 })
    socket.send(new Uint8Array(100), 6000, 'b')
    await until(stage, received, 3)
    const spoilt = [...bytes(received[2]?.text ?? '')].filter((byte) => byte !== 0)
    expect(spoilt).toHaveLength(1)
    expect(Math.log2(spoilt[0] ?? 0) % 1).toBe(0)
  })
})

test('the dice are the seed’s: the same datagrams are lost in every run', async () => {
  const runs: string[][] = []
  for (let run = 0; run < 2; run++) {
    await onLiveStage(['a', 'b'], async (stage) => {
      const { received } = await bind(stage.host('b'), 6000)
      const { socket } = await bind(stage.host('a'), 6000)
      stage.network.setLink('a', 'b', { lossRatio: 0.5 })
      for (let number = 0; number < 40; number++) socket.send(bytes(String(number)), 6000, 'b')
      await stage.network.sleep(50)
      stage.network.setLink('a', 'b', { lossRatio: 0 })
      socket.send(bytes('end'), 6000, 'b')
      while (received.at(-1)?.text !== 'end') await stage.network.sleep(2)
      runs.push(received.map(({ text }) => text))
    })
  }
  expect(runs[0]).toEqual(runs[1])
  expect(runs[0]?.length).toBeGreaterThan(10)
  expect(runs[0]?.length).toBeLessThan(32)
})

test('reordered ones are overtaken, and all arrive', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    stage.network.setLink('a', 'b', { reorderRatio: 0.5, reorderDelayMs: 30 })
    const { received } = await bind(stage.host('b'), 6000)
    const { socket } = await bind(stage.host('a'), 6000)
    for (let number = 0; number < 50; number++) socket.send(bytes(String(number)), 6000, 'b')
    await until(stage, received, 50)
    const order = received.map(({ text }) => Number(text))
    expect(order).not.toEqual([...order].sort((one, other) => one - other))
    expect(new Set(order).size).toBe(50)
  })
})

test('a queue of 3 datagrams before a slow wire: of 10 at once, 3 get through', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    stage.network.setLink('a', 'b', { bandwidthBps: 80_000, queuePackets: 3 })
    const { received } = await bind(stage.host('b'), 6000)
    const { socket } = await bind(stage.host('a'), 6000)
    for (let number = 0; number < 10; number++) socket.send(new Uint8Array(972), 6000, 'b')
    await until(stage, received, 3)
    await stage.network.sleep(250)
    expect(received).toHaveLength(3)
  })
})

test('a partition loses them, one that holds delivers them after the heal', async () => {
  await onLiveStage(['a', 'b'], async (stage) => {
    const { received } = await bind(stage.host('b'), 6000)
    const { socket } = await bind(stage.host('a'), 6000)
    stage.network.apply({ kind: 'partition', from: ['a'], to: ['b'] })
    socket.send(bytes('lost'), 6000, 'b')
    await stage.network.sleep(50)
    stage.network.apply({ kind: 'heal' })
    stage.network.apply({ kind: 'partition', from: ['a'], to: ['b'], hold: true })
    socket.send(bytes('held'), 6000, 'b')
    await stage.network.sleep(50)
    expect(received).toHaveLength(0)
    stage.network.apply({ kind: 'heal' })
    await until(stage, received, 1)
    await stage.network.sleep(20)
    expect(received.map(({ text }) => text)).toEqual(['held'])
  })
})

test('a port in use: EADDRINUSE with the address that the program knows', async () => {
  await onLiveStage(['a'], async ({ host }) => {
    const { address } = host('a')
    await bind(host('a'), 6000)
    const second = host('a').dgram.createSocket('udp4')
    const failed = next(second, 'error')
    second.bind({ port: 6000 })
    expect((await failed)[0]).toMatchObject({
      code: 'EADDRINUSE',
      address,
      message: `bind EADDRINUSE ${address}:6000`,
    })
  })
})
