// Built-in scenarios on real sockets: the same modules, held to the same checks, in one process and in one for each host.
import { describe, expect, test } from 'vitest'
import { liveNotes } from '../../src/scenarios/live-notes.ts'
import { loadScenario } from '../../src/scenarios/load-scenario.ts'
import { runSim } from '../cli/run-sim.ts'

/** Plays it, and resolves with the document when it passed. */
async function playLive(...args: readonly string[]) {
  const { code, stdout, stderr } = await runSim([...args, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('on real sockets', () => {
  test('corrupted-block: the bit flips in the proxy, and one NACK and one ACK follow', async () => {
    const result = await playLive('corrupted-block', '--live', '--param', 'pauseMs=5')
    expect(result).toMatchObject({ backing: 'live', passed: true, fingerprint: null, metrics: { acks: 1, nacks: 1 } })
  })

  test('chunk-swarm: every peer completes', async () => {
    const result = await playLive('chunk-swarm', '--live', '--param', 'peers=5', '--param', 'arrivalMs=100')
    expect(result.metrics.completed).toBe(5)
  })

  test('partition-heals: the cut acts on real connections', async () => {
    const params = ['peers=2', 'fromMs=500', 'untilMs=4000'].flatMap((param) => ['--param', param])
    const { checks } = await playLive('partition-heals', '--live', ...params)
    expect(checks.map(({ name }: { name: string }) => name)).toContain(
      'nobody who is cut off completes before the network is whole',
    )
  })
})

describe('with a process for each host', () => {
  test('corrupted-block plays the same', async () => {
    const result = await playLive('corrupted-block', '--live=processes', '--param', 'pauseMs=5')
    expect(result.metrics).toEqual({ acks: 1, nacks: 1 })
  })

  test('supplier-vanishes: a crash is a SIGKILL, and the other supplier is found', async () => {
    const { hosts } = await playLive('supplier-vanishes', '--live=processes', '--param', 'pauseMs=20')
    expect(hosts.map(({ end }: { end: string }) => end).sort()).toEqual(['crashed', 'running', 'running', 'running'])
  })
})

test('what does not act on real sockets as it does in the virtual network is said', async () => {
  const notes = liveNotes(await loadScenario('tcp-bulk'), { params: { loss: 0.1 }, seed: '1' })
  const parts = ['congestionControl', 'sendBufferBytes', 'lossRatio', 'queue limits']
  expect(notes).toEqual(parts.map((part) => expect.stringContaining(part)))
  expect(liveNotes(await loadScenario('corrupted-block'), { seed: '1' })).toEqual([])
})
