// The scenarios of the chats on real sockets, and rooms of 200 in one process.
import { expect, test } from 'vitest'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { openLive } from '../../src/scenarios/openers.ts'
import type { AnyParamValues } from '../../src/scenarios/params.ts'
import { play } from '../../src/scenarios/runner.ts'

async function playLive(name: string, params: AnyParamValues = {}) {
  const scenario = (await builtinScenarios[name]?.())?.default
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  const { checks, metrics } = await play(scenario, { seed: 'live', params, openBacking: openLive })
  return { metrics, failed: checks.filter(({ passed }) => !passed) }
}

test('200 users in one room: everyone hears everyone once, in order', async () => {
  const params = { users: 200, lines: 2, loss: 0, latencyMs: 1, withinMs: 3000 }
  expect(await playLive('chat-room', params)).toEqual({ failed: [], metrics: { messages: 200 * 199 * 2 } })
})

test('200 users on 14 ports of the datagram chat: everyone hears everyone once, in order', async () => {
  const params = { users: 200, lines: 2, loss: 0, latencyMs: 1, withinMs: 3000 }
  const messages = 200 * 199 * 2 + (200 * 199) / 2
  expect(await playLive('datagram-chat-room', params)).toEqual({ failed: [], metrics: { messages } })
})

test('files in both directions while everyone talks', async () => {
  expect((await playLive('chat-transfer-while-talking')).failed).toEqual([])
})

test.each(['exit', 'interrupt', 'crash'])('the owner of a file leaves in the middle of it (%s)', async (how) => {
  expect((await playLive('owner-leaves-mid-transfer', { how })).failed).toEqual([])
})
