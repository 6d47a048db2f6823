// Chaos does not know the story: whom it takes the power from, and whom it gives it back.
import { expect, test } from 'vitest'
import type { Fault } from '../../src/host/faults.ts'
import type { Host } from '../../src/host/host.ts'
import { aScenario, playVirtual } from './a-scenario.ts'

const start = (host: Host) => ({ interrupt: () => host.exit(0) })

const blackout: readonly Fault[] = [
  { atMs: 10, kind: 'power-loss', hosts: ['alpha', 'beta', 'gamma'] },
  { atMs: 20, kind: 'restart', host: 'alpha' },
  { atMs: 30, kind: 'restart', host: 'beta' },
  { atMs: 40, kind: 'restart', host: 'gamma' },
]

test('machines that were off before a power loss are off after it, and those that ran are back', async () => {
  const scenario = aScenario(() => undefined, {
    hosts: () => [
      { name: 'alpha', start },
      { name: 'beta', start, startsOff: true },
      { name: 'gamma', start },
    ],
    script: (stage) => stage.sleep(100),
  })
  const { hosts, faults } = await playVirtual(scenario, { chaos: blackout })
  expect(hosts.map(({ name, end }) => [name, end])).toEqual([
    ['alpha', 'running'],
    ['beta', 'off'],
    ['gamma', 'running'],
  ])
  expect(faults.map(({ event }) => event)).toEqual([
    { kind: 'power-loss', hosts: ['alpha', 'gamma'] },
    { kind: 'restart', host: 'alpha' },
    { kind: 'restart', host: 'gamma' },
  ])
})
