// What does not act on real sockets is said; what does is not.
import { expect, test } from 'vitest'
import { liveReasons } from '../../src/real/live-reasons.ts'

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
