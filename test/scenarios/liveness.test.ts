// The liveness mode: faults are healed at a time, those that should come later do not, and what is not done in time fails.
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/host/faults.ts'
import type { Host } from '../../src/host/host.ts'
import type { Parts } from './a-scenario.ts'
import { DEFAULT_WITHIN_MS, livenessOf } from '../../src/scenarios/liveness.ts'
import { aScenario, playVirtual } from './a-scenario.ts'

const idle = { interrupt() {} }

function server(host: Host) {
  host.net.createServer({}, (socket) => socket.on('error', () => {}).end('hello')).listen({ port: 1 })
  return idle
}

/** Asks until it hears something; one that is `easily` discouraged asks once. */
const client = (easily: boolean) => (host: Host) => {
  const ask = () => {
    const socket = host.net.connect({ host: 'server', port: 1 })
    socket.on('data', () => host.report('heard', {}))
    socket.on('error', () => {})
    socket.setTimeout(1000, () => socket.destroy())
    socket.on('close', () => easily || host.clock.setTimeout(ask, 500))
  }
  ask()
  return idle
}

const CUT: Fault = { atMs: 0, kind: 'partition', from: '*', to: '*' }

function play(faults: readonly Fault[], liveness: object | undefined, parts: Parts = {}, easily = false) {
  const scenario = aScenario(() => undefined, {
    hosts: () => [
      { name: 'server', start: server },
      { name: 'client', start: client(easily) },
    ],
    faults: () => faults,
    script: async (stage) => void (await stage.reports('client', 'heard')),
    settleMs: 0,
    limitMs: 30_000,
    ...parts,
  })
  return playVirtual(scenario, liveness === undefined ? {} : { liveness })
}

/** Whether it passed, and the detail of the liveness check. */
async function outcome(...args: Parameters<typeof play>) {
  const { passed, checks } = await play(...args)
  return { passed, detail: checks.find(({ name }) => name.startsWith('all work is done'))?.detail }
}

describe('with liveness', () => {
  test('a partition that nobody ended is healed, and the work is done soon after', async () => {
    expect((await play([CUT], undefined)).passed).toBe(false)
    expect(await outcome([CUT], { healAtMs: 5000, withinMs: 2000 })).toEqual({
      passed: true,
      detail: 'all was healed at 5000 ms, and the script was through 1000.000 ms later',
    })
  })

  test('a node that has given up fails, though nothing is wrong any more', async () => {
    expect(await outcome([CUT], { healAtMs: 5000, withinMs: 2000 }, {}, true)).toEqual({
      passed: false,
      detail: expect.stringContaining('the script was not through'),
    })
  })

  test('what takes longer than the bound fails', async () => {
    expect((await outcome([CUT], { healAtMs: 5000, withinMs: 400 })).passed).toBe(false)
  })

  test('faults after the healing do not happen', async () => {
    const faults: Fault[] = [CUT, { ...CUT, atMs: 5001 }]
    expect((await outcome(faults, { healAtMs: 5000, withinMs: 2000 })).passed).toBe(true)
    expect((await outcome(faults, { healAtMs: 5002, withinMs: 2000 })).passed).toBe(true)
  })

  test('links are what the network says again, and hosts without power are back', async () => {
    const faults: Fault[] = [
      { atMs: 0, kind: 'link', from: '*', to: '*', options: { lossRatio: 1 } },
      { atMs: 100, kind: 'crash', host: 'server' },
    ]
    expect((await outcome(faults, { withinMs: 3000 })).passed).toBe(true)
  })

  test('a script may restart a host that the healing has brought back', async () => {
    const script: Parts['script'] = async (stage) => {
      stage.crash('server')
      await stage.sleep(2000)
      stage.restart('server')
      await stage.reports('client', 'heard')
    }
    expect((await outcome([], { healAtMs: 1000 }, { script })).passed).toBe(true)
  })

  test('the scenario may say what is usual for it, and whoever plays it something else', async () => {
    const parts: Parts = { liveness: () => ({ healAtMs: 3000, withinMs: 2000 }) }
    expect((await outcome([CUT], {}, parts)).detail).toContain('all was healed at 3000 ms')
    expect((await outcome([CUT], { healAtMs: 1000 }, parts)).detail).toContain('all was healed at 1000 ms')
  })
})

describe('when it heals', () => {
  const healAt = (...faults: Fault[]) => livenessOf({}, {}, faults).healAtMs

  test('after the last fault, when that ends by itself after its end', () => {
    expect(healAt()).toBe(0)
    expect(healAt({ ...CUT, atMs: 700 }, CUT)).toBe(700)
    expect(healAt({ ...CUT, atMs: 700, forMs: 50 })).toBe(750)
  })

  test('some time after a fault was armed that waits for its moment', () => {
    expect(healAt({ atMs: 5, kind: 'corrupt-stream', from: 'a', to: 'b', offset: 1 })).toBe(10_005)
  })

  test('what is given counts, then what the scenario says', () => {
    expect(livenessOf({ healAtMs: 1 }, { healAtMs: 2, withinMs: 3 }, [])).toEqual({ healAtMs: 1, withinMs: 3 })
    expect(livenessOf({}, {}, []).withinMs).toBe(DEFAULT_WITHIN_MS)
  })
})
