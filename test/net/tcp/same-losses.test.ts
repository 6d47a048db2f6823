// With the same packets lost on their way to the receiver, transfers take as long as in the reference, to the tenth of a
// millisecond: the same segments are sent at the same times. The rule by which packets are lost, and why a few transfers
// differ: bench/reference/README.md, docs/decisions/tcp-model.md.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CongestionControlName } from '../../../src/host/backing.ts'
import { ANY_4 } from '../../../src/net/address-table.ts'
import { ByteArena } from '../../../src/net/byte-arena.ts'
import { Fabric } from '../../../src/net/fabric.ts'
import { Kernel } from '../../../src/net/kernel.ts'
import { PortAllocator } from '../../../src/net/port-allocator.ts'
import type { RandomStreams } from '../../../src/net/random-streams.ts'
import { Scheduler } from '../../../src/net/scheduler.ts'
import type { Connection } from '../../../src/net/tcp/connection.ts'
import type { ConnectionOwner } from '../../../src/net/tcp/connection-owner.ts'

const TABLE = new URL('../../../bench/reference/tcp-same-losses.csv', import.meta.url)
const PORT = 9
const BUFFER_BYTES = 6 * 1024 * 1024
const WRITE = new Uint8Array(65_536)
const NANOS_PER_SECOND = 1e9
const SAME_SECONDS = 1e-4
const LIMIT = 1000 * NANOS_PER_SECOND

interface Line {
  readonly cc: CongestionControlName
  readonly mbps: number
  readonly delayMs: number
  readonly loss: number
  readonly bytes: number
  readonly queuePackets: number
  readonly run: number
  readonly seconds: number
}

function readLines(): Line[] {
  const [, ...lines] = readFileSync(TABLE, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [cc, ...numbers] = line.split(',')
    const [mbps, delayMs, loss, bytes, queuePackets, run, seconds] = numbers.map(Number) as [number, ...number[]]
    return { cc, mbps, delayMs, loss, bytes, queuePackets, run, seconds } as Line
  })
}

/** The rule: what a packet draws depends on the run and on how many were drawn for before it. */
function drawsOf(run: number): () => number {
  let place = 0
  return () => {
    let mixed = Math.imul(run, 2654435761) ^ Math.imul(place++, 2246822519)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489917)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}

const nothing: ConnectionOwner = { opened() {}, received() {}, ended() {}, writable() {}, failed() {} }

/** Seconds to the last byte. The sender never closes: its FIN would go with the last byte in the reference, and after it here. */
function transfer({ cc, mbps, delayMs, loss, bytes, queuePackets, run }: Line): number {
  const scheduler = new Scheduler()
  const next = drawsOf(run)
  const streams = { stream: () => ({ next, below: () => 0 }) } as unknown as RandomStreams
  const fabric = new Fabric(scheduler, streams, null)
  const kernels = ['sender', 'receiver'].map((name, index) => {
    fabric.addHost(name, [`10.0.0.${index + 1}`])
    const settings = { congestionControl: cc, sendBufferBytes: BUFFER_BYTES }
    const kernel = new Kernel(fabric, index, new ByteArena(), new PortAllocator(0), settings)
    fabric.kernels[index] = kernel
    return kernel
  }) as [Kernel, Kernel]
  fabric.setDefaultLink({ latency: delayMs, bandwidthBps: mbps * 1e6, queuePackets })
  fabric.setLink(0, 1, { lossRatio: loss })

  let completedAt = Number.NaN
  const accept = (connection: Connection): void => {
    let left = bytes
    const received = (got: Uint8Array): void => {
      connection.consumed(got.length)
      left -= got.length
      if (left === 0) completedAt = scheduler.now
    }
    connection.owner = { ...nothing, received }
  }
  kernels[1].listen(PORT, { address: ANY_4, backlog: 1, accept })
  const [[own], [other]] = fabric.ownAddresses as [[number], [number]]
  const sender = kernels[0].connect(own, other, PORT, 1) as Connection
  let unsent = bytes
  const write = (): void => {
    for (let taken = 1; unsent > 0 && taken > 0; unsent -= taken) {
      taken = sender.write(WRITE.subarray(0, Math.min(unsent, WRITE.length)))
    }
  }
  sender.noDelay = true
  sender.owner = { ...nothing, opened: write, writable: write }
  sender.open()
  while (Number.isNaN(completedAt) && scheduler.nextTime <= LIMIT) scheduler.step()
  return completedAt / NANOS_PER_SECOND
}

test('nine of ten transfers are the same, and all together take as long', () => {
  const lines = readLines()
  const seconds = lines.map(transfer)
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)
  const same = lines.filter((line, index) => Math.abs((seconds[index] as number) - line.seconds) < SAME_SECONDS)
  expect(same.length / lines.length).toBeGreaterThan(0.9)
  expect(Math.abs(sum(seconds) / sum(lines.map((line) => line.seconds)) - 1)).toBeLessThan(0.01)
})
