// How long a packet that is said to be missing is waited for.
import { expect, test } from 'vitest'
import { ResendGate, resendWaitMs } from '../../../src/nodes/datagram-chat/resend-gate.ts'

const TRIPS = { roundTripMs: 40, shortestRoundTripMs: 1 }

test('a packet that others may hold up is given a round trip as of late, and 10 ms and more', () => {
  expect(resendWaitMs(TRIPS, false)).toBe(10 + 2 + 50)
})

test('a packet that meets nobody on its way is given a short round trip, and 4 ms and more', () => {
  expect(resendWaitMs(TRIPS, true)).toBe(4 + 2 + 1.25)
})

test('the time counts from when a packet left last', () => {
  const gate = new ResendGate()
  expect(gate.maySend(3, 0, 8, 7)).toBe(true)
  gate.onAgain(3, 8)
  expect(gate.maySend(3, 0, 15, 7)).toBe(false)
  expect(gate.maySend(3, 0, 15.5, 7)).toBe(true)
})

test('a packet of which nobody knows when it left is not waited for', () => {
  expect(new ResendGate().maySend(3, null, 0, 7)).toBe(true)
})
