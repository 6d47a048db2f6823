// The conservation of bytes: balanced accounts pass, a packet too few, too many, or never given back does not.
import { expect, test } from 'vitest'
import { everyLinkConservesBytes } from '../../src/check/conservation.ts'
import { aRecord } from './a-record.ts'
import { account, inspected } from './an-inspection.ts'

const verify = (parts: Parameters<typeof inspected>[0]) => everyLinkConservesBytes().verify(inspected(parts))
const balanced = account({ owedPackets: 2, owedBytes: 100, underWayPackets: 2, underWayBytes: 100 })

test('what is owed and what is under way are the same', () => {
  expect(verify({ links: [balanced], packetsInUse: 2 })).toEqual({
    passed: true,
    detail: '700 bytes sent in 5 packets, 2 under way',
  })
})

test('a packet that vanished', () => {
  const links = [balanced, account({ from: 'c', protocol: 'udp', owedPackets: 1, owedBytes: 9 })]
  expect(verify({ links, packetsInUse: 2 })).toEqual({
    passed: false,
    detail: 'c→b (udp) should have 1 packets of 9 bytes under way and has 0 of 0',
  })
})

test('a packet that came from nowhere, and one that changed its length', () => {
  expect(verify({ links: [account({ owedPackets: -1 })] })).toMatchObject({ passed: false })
  expect(verify({ links: [{ ...balanced, underWayBytes: 101 }], packetsInUse: 2 })).toMatchObject({ passed: false })
})

test('a packet that was never given back to the pool', () => {
  expect(verify({ links: [balanced], packetsInUse: 3 })).toMatchObject({
    passed: false,
    detail: expect.stringContaining('but 3 packets are in use'),
  })
})

test('a backing without accounts proves nothing', () => {
  expect(everyLinkConservesBytes().verify(aRecord())).toMatchObject({ passed: false })
})
