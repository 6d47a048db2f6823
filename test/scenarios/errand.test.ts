// Users who do not give up: what they do when a program fails, ends, or dies with its machine.
import { describe, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { eventually, insist, isReady } from '../../src/scenarios/errand.ts'
import { behave } from '../../src/scenarios/habits.ts'
import { aScenario, playVirtual, scriptCheck } from './a-scenario.ts'

/** Takes `fetch`, and on the third time of all lives reports that it is done, before that a failure. `x` ends it with 1. */
function stubborn(times: { count: number }) {
  return (host: Host) => {
    host.clock.setTimeout(() => host.report('ready', {}), 10)
    const ask = () =>
      host.terminal.prompt('', (line) => {
        if (line === 'x') return host.exit(1)
        times.count++
        host.report(times.count < 3 ? 'failed' : 'done', { times: times.count })
        ask()
      })
    ask()
    return undefined
  }
}

const errand = (line: string, stage: { type(host: string, line: string): void }) => ({
  does: () => stage.type('alpha', line),
  done: { event: 'done' },
  failed: [{ event: 'failed' }],
})

describe('an errand', () => {
  test('is done again a second after each failure, until it is done', async () => {
    const times = { count: 0 }
    const scenario = aScenario(stubborn(times), {
      script: async (stage) => {
        const { details, atMs } = await insist(stage, 'alpha', errand('fetch', stage))
        expect([details.times, atMs]).toEqual([3, 2000])
      },
      settleMs: 0,
    })
    expect(scriptCheck(await playVirtual(scenario))).toMatchObject({ passed: true, detail: 'after 2000.000 ms' })
  })

  test('goes on when the machine is back from a crash, and when the user has started a program that ended', async () => {
    const times = { count: 0 }
    const scenario = aScenario(stubborn(times), {
      script: async (stage) => {
        stage.type('alpha', 'x')
        const { atMs } = await insist(stage, 'alpha', { ...errand('fetch', stage), when: { event: 'ready' } })
        // Started again at 1000 ms, ready at 1010, a failure; dead from 1500 to 4000, ready at 4010, a failure; a second later:
        expect(atMs).toBe(5010)
      },
    })
    const chaos = [
      { atMs: 1500, kind: 'crash', host: 'alpha' },
      { atMs: 4000, kind: 'restart', host: 'alpha' },
    ] as const
    expect(scriptCheck(await playVirtual(scenario, { chaos }))?.detail).toBe('after 5110.000 ms')
  })

  test('a report counts from whichever life of the program it comes', async () => {
    const scenario = aScenario(stubborn({ count: 2 }), {
      script: async (stage) => {
        await isReady(stage, 'alpha', { event: 'ready' })
        const done = eventually(stage, 'alpha', { event: 'done' })
        stage.crash('alpha')
        stage.restart('alpha')
        stage.type('alpha', 'fetch')
        expect((await done).details).toEqual({ times: 3 })
      },
    })
    expect(scriptCheck(await playVirtual(scenario))?.passed).toBe(true)
  })
})

test('habits answer what the program asks, but not what was overtaken by another question', async () => {
  const answers: string[] = []
  const scenario = aScenario(
    (host) => {
      const ask = (question: string, next: () => void) => {
        host.terminal.write(`${question}\n`)
        host.terminal.prompt('', (line) => {
          answers.push(`${question} ${line}`)
          next()
        })
      }
      host.terminal.write('Which way?\n')
      ask('Your name?', () => ask('Your age?', () => host.report('known', {})))
      return undefined
    },
    {
      script: async (stage) => {
        const habits = [
          { at: /Which way\?/, types: ['left'] },
          { at: /Your name\?/, types: ['ada'], afterMs: 500 },
          { at: /Your age\?/, types: ['36'] },
        ]
        expect((await behave(stage, 'alpha', habits, { event: 'known' })).atMs).toBe(500)
      },
    },
  )
  expect(scriptCheck(await playVirtual(scenario))?.passed).toBe(true)
  expect(answers).toEqual(['Your name? ada', 'Your age? 36'])
})

test('chaos leaves a host alone that is off, and brings back only whom it has switched off', async () => {
  const starts: number[] = []
  const scenario = aScenario(
    (host) => {
      starts.push(Math.round(host.clock.now()))
      return undefined
    },
    {
      script: async (stage) => {
        await stage.sleep(100)
        stage.crash('alpha')
        await stage.sleep(900)
      },
    },
  )
  const chaos = [
    { atMs: 50, kind: 'restart', host: 'alpha' },
    { atMs: 200, kind: 'crash', host: 'alpha' },
    { atMs: 300, kind: 'restart', host: 'alpha' },
  ] as const
  const result = await playVirtual(scenario, { chaos })
  expect(scriptCheck(result)?.passed).toBe(true)
  expect(starts).toHaveLength(1)
})

test('a check that chaos waives is not made under chaos alone, and must exist', async () => {
  const fails = { name: 'all is quiet', verify: () => ({ passed: false, detail: 'it is not' }) }
  const waiving = (check: string) =>
    aScenario(() => undefined, { checks: () => [fails], chaos: () => ({ waives: [{ check, reason: 'a test' }] }) })
  expect((await playVirtual(waiving('all is quiet'))).passed).toBe(false)
  expect((await playVirtual(waiving('all is quiet'), { chaos: [] })).passed).toBe(true)
  await expect(playVirtual(waiving('all is quite'), { chaos: [] })).rejects.toThrow(
    'chaos waives checks that there are not',
  )
})
