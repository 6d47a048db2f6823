// Every built-in scenario holds its promises on twenty seeds, plays the same again, and plays otherwise on another seed.
import { describe, expect, test } from 'vitest'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import type { AnyParamValues } from '../../src/scenarios/params.ts'
import type { RunResult } from '../../src/scenarios/run-result.ts'
import { play } from '../../src/scenarios/runner.ts'

const SEEDS = Array.from({ length: 20 }, (_, index) => String(index + 1))

/** Smaller than the defaults where that saves seconds; the loss gives the dice of `tcp-bulk` something to decide. */
const smaller: Readonly<Record<string, AnyParamValues>> = {
  'chat-room': { users: 8, lines: 4, withinMs: 500 },
  'chunk-swarm': { peers: 8, size: 65_536, loss: 0.01 },
  'datagram-chat-room': { users: 18, lines: 3, withinMs: 500 },
  'index-churn': { rounds: 6 },
  'lossy-download': { size: 1_000_000 },
  'partition-heals': { peers: 4, size: 524_288 },
  'tcp-bulk': { bytes: 200_000, loss: 0.01 },
  'tracker-restart': { peers: 3, size: 131_072 },
  'tracker-converges': { peers: 2, size: 16_384 },
  'tracker-linearizable': { users: 3, questions: 15 },
}

async function playBuiltin(name: string, seed: string, params: AnyParamValues = {}): Promise<RunResult> {
  const load = builtinScenarios[name]
  if (load === undefined) throw new Error(`no scenario ${name}`)
  const { default: scenario } = await load()
  expect(scenario.name).toBe(name)
  return play(scenario, { seed, params: { ...smaller[name], ...params }, openBacking: openVirtual })
}

describe.each(Object.keys(builtinScenarios))('%s', (name) => {
  test('holds its promises on twenty seeds, each of which is another run', async () => {
    const results = []
    for (const seed of SEEDS) results.push(await playBuiltin(name, seed))
    const broken = results.map(({ seed, checks }) => [seed, checks.filter(({ passed }) => !passed)] as const)
    expect(broken.filter(([, checks]) => checks.length > 0)).toEqual([])
    expect(new Set(results.map(({ fingerprint }) => fingerprint)).size).toBe(SEEDS.length)
  })

  test('plays the same again from the same seed', async () => {
    const [first, second] = [await playBuiltin(name, 'again'), await playBuiltin(name, 'again')]
    expect({ ...second, wallMs: first.wallMs }).toEqual(first)
  })
})

describe('what the scenarios show', () => {
  test('corrupted-block: exactly one negative and one positive ACK, and the file comes twice', async () => {
    const { metrics, hosts } = await playBuiltin('corrupted-block', '7')
    expect(metrics).toEqual({ acks: 1, nacks: 1 })
    expect(hosts.map(({ name, blocksSent, blocksReceived }) => [name, blocksSent, blocksReceived])).toEqual([
      ['server', 0, 0],
      ['supplier', 40, 0],
      ['requester', 0, 40],
    ])
  })

  test('corrupted-block: without the flipped bit there is no negative ACK, and the check of it fails', async () => {
    const { default: scenario } = (await builtinScenarios['corrupted-block']?.()) ?? {}
    if (scenario === undefined) throw new Error('no scenario')
    const { passed, checks } = await play({ ...scenario, faults: () => [] }, { seed: '7', openBacking: openVirtual })
    expect(passed).toBe(false)
    expect(checks.filter((check) => !check.passed).map(({ name }) => name)).toEqual([
      'the requester sends exactly one negative ACK, then one positive',
      'the supplier hears exactly one negative ACK, then one positive',
    ])
  })

  test('paced-transfer: the pause of the supplier decides how long it takes', async () => {
    const { metrics } = await playBuiltin('paced-transfer', '7', { pauseMs: 100 })
    expect(metrics.transferMs).toBeGreaterThan(1900)
    expect(metrics.transferMs).toBeLessThan(2200)
  })

  test('supplier-vanishes: with resume only the missing blocks come from the second supplier', async () => {
    const { passed, hosts } = await playBuiltin('supplier-vanishes', '7', { resume: true, afterBlock: 14 })
    expect(passed).toBe(true)
    expect(hosts.find(({ name }) => name === 'requester')?.blocksReceived).toBe(20)
  })

  test('chunk-swarm: the percentiles are those of the completions', async () => {
    const { metrics } = await playBuiltin('chunk-swarm', '7', { peers: 3 })
    expect(metrics.completed).toBe(3)
    expect(metrics.virtualMsP50).toBeLessThan(metrics.virtualMsP100 ?? 0)
  })

  test('tcp-bulk: without loss, unlimited bandwidth and no delay a transfer takes no time', async () => {
    const { metrics } = await playBuiltin('tcp-bulk', '7', { mbps: 0, delayMs: 0, loss: 0, bytes: 100_000 })
    expect(metrics.completionMs).toBe(0)
  })

  test('tcp-bulk: the wire sets the pace, 54 bytes of headers on each segment', async () => {
    const { metrics } = await playBuiltin('tcp-bulk', '7', {
      mbps: 1,
      delayMs: 1,
      loss: 0,
      bytes: 1_000_000,
      cc: 'newreno',
    })
    expect(metrics.completionMs).toBeGreaterThan(8300)
    expect(metrics.completionMs).toBeLessThan(8310)
  })
})
