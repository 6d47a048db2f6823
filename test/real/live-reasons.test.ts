// What does not act on real sockets is said; what does is not.
import { expect, test } from 'vitest'
import type { HostSpec } from '../../src/host/backing.ts'
import { LiveNetwork } from '../../src/real/live-network.ts'
import { liveHostReasons, liveReasons } from '../../src/real/live-reasons.ts'

test('latency, bandwidth and corruption act in full: nothing is said', () => {
  expect(liveReasons({ latency: 10, bandwidthBps: 1e6, corruptRatio: 0.1, lossRatio: 0 })).toEqual([])
})

test('each setting that spares streams has its sentence', () => {
  const reasons = liveReasons({
    lossRatio: 0.1,
    duplicateRatio: 0.1,
    reorderRatio: 0.1,
    queueBytes: 1,
    queuePackets: 1,
  })
  expect(reasons.map((reason) => reason.split(' ')[0])).toEqual([
    'lossRatio',
    'duplicateRatio',
    'reorderRatio',
    'queue',
  ])
})

test('a partition that drops differs in more than one that holds; a link change as its settings do', () => {
  const partition = { kind: 'partition', from: '*', to: '*' } as const
  expect(liveReasons(partition)).toHaveLength(2)
  expect(liveReasons({ ...partition, hold: true })).toHaveLength(1)
  expect(liveReasons({ kind: 'link', from: '*', to: '*', options: { lossRatio: 1 } })).toHaveLength(1)
  expect(liveReasons({ kind: 'cut-connections', from: '*', to: '*' })).toEqual([])
})

const host = (more: Partial<HostSpec>): HostSpec => ({ name: 'a', start: () => ({ interrupt() {} }), ...more })

test.each<[Partial<HostSpec>, string]>([
  [{ nat: {} }, 'nobody is behind a router'],
  [{ behind: 'router' }, 'nobody is behind a router'],
  [{ addresses: ['10.0.0.1'] }, 'its `addresses` are not for it to choose'],
  [{ aliases: ['www'] }, 'it can have no `aliases`'],
])('a host with %j is refused by a live run, and the reason is among its notes', async (more, reason) => {
  const network = new LiveNetwork({ seed: '1' })
  expect(() => network.addHost(host(more))).toThrow(`a: on real sockets ${reason}`)
  await network.close()
  expect(liveHostReasons(host(more))).toEqual([expect.stringContaining(`a live run has no such host: ${reason}`)])
})

test('a resolver is no reason to refuse a host: that it does not act is said', async () => {
  const network = new LiveNetwork({ seed: '1' })
  network.addHost(host({ resolver: { latency: 10 } }))
  await network.close()
  expect(liveHostReasons(host({ resolver: { latency: 10 } }))).toEqual([
    'resolver does not act: names are resolved at once and without failure',
  ])
})

test('congestion control is the kernel’s', () => {
  expect(liveHostReasons(host({ congestionControl: 'newreno' }))).toEqual([
    'congestionControl does not act: streams have that of the kernel',
  ])
})

test('so are the send buffers', () => {
  expect(liveHostReasons(host({ sendBufferBytes: 300_000 }))).toEqual([
    'sendBufferBytes does not act: the kernel tunes its buffers itself',
  ])
})

test('a plain host has no notes', () => {
  expect(liveHostReasons(host({ files: { a: 'b' } }))).toEqual([])
})
