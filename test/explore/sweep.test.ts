// A sweep finds the same whatever the number of threads, and comes to an end whatever the runs do.
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, ENDS, type RunLimits } from '../../src/explore/job.ts'
import { type SweepOptions, sweep } from '../../src/explore/sweep.ts'
import { startWorkerThread } from '../../src/explore/worker-thread.ts'
import type { AnyParamValues } from '../../src/scenarios/params.ts'
import { threadsOf } from './a-thread.ts'
import someFail from './scenarios/some-fail.ts'

const SOME_FAIL = fileURLToPath(new URL('./scenarios/some-fail.ts', import.meta.url))
const startThread = threadsOf(someFail)

function plan(params: AnyParamValues = {}, limits: Partial<RunLimits> = {}) {
  return { scenario: SOME_FAIL, params, chaos: null, limits: { ...DEFAULT_LIMITS, ...limits } }
}

async function swept(options: Partial<SweepOptions> = {}) {
  const { found, end } = await sweep({
    plan: plan(),
    range: { first: 1, last: 60 },
    workers: 1,
    startThread,
    ...options,
  })
  const { wallMs: _, ...rest } = found
  return { ...rest, end }
}

/** What a run's dice are, for seeds that fail by them. */
const diceOf = (detail: string) => Number(/\d+/.exec(detail)?.[0])

describe('a sweep', () => {
  let all: Awaited<ReturnType<typeof swept>>
  beforeAll(async () => {
    all = await swept()
  })

  test('plays every seed and tells the check that says most', () => {
    expect(all.runs).toBe(60)
    expect(all.end).toBe('complete')
    const checks = all.failures.map(({ check }) => check)
    expect(new Set(checks)).toEqual(
      new Set(['the dice are not divisible by seven', 'no program fails with an uncaught error']),
    )
  })

  test.each([2, 3, 60, 100])('finds the same failures, events and virtual time with %i threads', async (workers) => {
    expect(await swept({ workers })).toEqual(all)
  })

  test('stops at the first failures asked for, which are those of the smallest seeds', async () => {
    for (const workers of [1, 3]) {
      const first = await swept({ workers, maxFailures: 2 })
      expect(first.end).toBe('failures')
      expect(first.failures).toEqual(all.failures.slice(0, 2))
      expect(first.runs).toBeLessThan(60)
    }
  })

  test('with fewer failures than asked for it is complete', async () => {
    expect(await swept({ maxFailures: 1000 })).toEqual(all)
  })

  test('a run that never ends is given up at the limit of events', async () => {
    const { seed, detail } = all.failures.find(({ check }) => check.startsWith('the dice')) ?? { seed: 0, detail: '' }
    const limited = plan({ endless: diceOf(detail) }, { events: 100_000 })
    const { failures } = await swept({ plan: limited, range: { first: seed, last: seed } })
    expect(failures).toEqual([{ seed, check: ENDS, detail: 'the run was not over after 100000 events', others: [] }])
  })

  test('a limit of virtual time ends every run that takes longer', async () => {
    const { failures } = await swept({ plan: plan({}, { virtualMs: 4 }), range: { first: 1, last: 1 } })
    expect(failures.map(({ check }) => check)).toEqual(['the script plays to its end'])
  })

  test('an interruption leaves what was found so far', async () => {
    const controller = new AbortController()
    const onProgress = ({ runs }: { runs: number }) => {
      if (runs === 5) controller.abort()
    }
    const { end, runs } = await swept({ signal: controller.signal, onProgress })
    expect([end, runs]).toEqual(['interrupted', 5])
  })

  test('parameters that the scenario cannot take end it with the reason', async () => {
    await expect(swept({ plan: plan({ nonsense: 1 }) })).rejects.toMatchObject({ name: 'ParamError' })
  })

  test('in threads of their own: a run that never lets go is reported, and all others are as ever', async () => {
    const { seed, detail } = all.failures.find(({ check }) => check.startsWith('the dice')) ?? { seed: 0, detail: '' }
    const found = await swept({
      plan: plan({ stuck: diceOf(detail) }, { wallMs: 2000 }),
      workers: 2,
      startThread: startWorkerThread,
    })
    expect(found.runs).toBe(60)
    const others = (failures: typeof all.failures) => failures.filter((failure) => failure.seed !== seed)
    expect(others(found.failures)).toEqual(others(all.failures))
    expect(found.failures.find((failure) => failure.seed === seed)).toEqual({
      seed,
      check: ENDS,
      detail: 'the run was not over after 2000 ms of wall time',
      others: [],
    })
  })
})
