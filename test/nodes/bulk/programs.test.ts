// The bulk programs at their edges: sizes around a write, a receiver that is not there, one that goes away.
import { describe, expect, test } from 'vitest'
import { World } from '../../../src/net/world.ts'
import { bulkReceiver, bulkSender, WRITE_BYTES } from '../../../src/nodes/bulk/programs.ts'
import { RunRecord } from '../../../src/trace/run-record.ts'

const port = 7000

function aPair(sentBytes: number, awaitedBytes = sentBytes, listenPort = port) {
  const record = new RunRecord()
  const world = new World({ seed: '1', events: record })
  world.setDefaultLink({ latency: 5 })
  world.addHost({ name: 'receiver', start: bulkReceiver({ port: listenPort, totalBytes: awaitedBytes }) })
  world.addHost({ name: 'sender', start: bulkSender({ host: 'receiver', port, totalBytes: sentBytes }) })
  const lastEnd = (host: string) => record.host(host).ends.at(-1)
  return { record, world, lastEnd }
}

describe('a bulk transfer', () => {
  test.each([1, WRITE_BYTES - 1, WRITE_BYTES, WRITE_BYTES + 1, 10 * WRITE_BYTES + 1])('of %i bytes', async (bytes) => {
    const { record, world, lastEnd } = aPair(bytes)
    await world.run(async () => {
      await world.start('receiver')
      await world.start('sender')
      await world.sleep(10_000)
    }, 20_000)
    expect(record.reported('transfer-complete').map(({ details }) => details)).toEqual([{ bytes }])
    expect(record.reported('transfer-sent').map(({ details }) => details)).toEqual([{ bytes }])
    expect(lastEnd('sender')).toEqual({ kind: 'exit', code: 0 })
    expect(lastEnd('receiver')).toEqual({ kind: 'exit', code: 0 })
  })

  test('to a port where nobody listens fails at once', async () => {
    const { record, world, lastEnd } = aPair(1000, 1000, port + 1)
    await world.run(async () => {
      await world.start('receiver')
      await world.start('sender')
      await world.sleep(100)
    }, 20_000)
    expect(record.reported('failed', {}, 'sender')[0]?.details).toEqual({ code: 'ECONNREFUSED' })
    expect(lastEnd('sender')).toEqual({ kind: 'exit', code: 1 })
  })

  test('that brings more bytes than were asked for is no success', async () => {
    const { record, world, lastEnd } = aPair(1001, 1000)
    await world.run(async () => {
      await world.start('receiver')
      await world.start('sender')
      await world.sleep(1000)
    }, 20_000)
    expect(record.reported('transfer-complete')[0]?.details.bytes).toBe(1001)
    expect(lastEnd('receiver')).toEqual({ kind: 'exit', code: 1 })
  })

  test('whose receiver is interrupted ends on both sides', async () => {
    const { world, lastEnd } = aPair(100_000_000)
    world.setDefaultLink({ bandwidthBps: 1_000_000 })
    await world.run(async () => {
      await world.start('receiver')
      await world.start('sender')
      await world.sleep(1000)
      world.interrupt('receiver')
      await world.sleep(1000)
    }, 20_000)
    expect(lastEnd('receiver')).toEqual({ kind: 'exit', code: 1 })
    expect(lastEnd('sender')).toEqual({ kind: 'exit', code: 1 })
  })
})
