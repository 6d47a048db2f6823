// How a scenario is played: cast, network, faults, script, checks, and what the result says.
import { DataError } from '../../src/host/data-check.ts'
import { describe, expect, test } from 'vitest'
import { failed, passed } from '../../src/check/check.ts'
import type { Host } from '../../src/host/host.ts'
import { ParamError } from '../../src/scenarios/params.ts'
import type { CastMember } from '../../src/scenarios/scenario.ts'
import { EventText } from '../../src/trace/event-text.ts'
import { aScenario, playVirtual, scriptCheck } from './a-scenario.ts'

const idle = () => undefined

/** Reports once that it runs. */
function member(name: string, log: string[], startsOff = false): CastMember {
  const start = (host: Host) => {
    log.push(host.name)
    return { interrupt: () => host.exit(0) }
  }
  return { name, start, startsOff }
}

describe('playing a scenario', () => {
  test('the cast starts in order, but for those that the script starts', async () => {
    const log: string[] = []
    await playVirtual(
      aScenario(idle, {
        hosts: () => [member('first', log), member('late', log, true), member('second', log)],
        script: async (stage) => {
          log.push('script')
          await stage.start('late')
        },
      }),
    )
    expect(log).toEqual(['first', 'second', 'script', 'late'])
  })

  test('files are there before the first start, and checks can look at them', async () => {
    const scenario = aScenario(idle, {
      hosts: () => [{ ...member('alpha', []), files: { 'a/note.txt': 'héllo' } }],
      checks: () => [
        {
          name: 'the note is there',
          async verify(record) {
            const bytes = await record.readFile('alpha', 'a/note.txt')
            const text = new TextDecoder().decode(bytes ?? new Uint8Array(0))
            const files = await record.listFiles('alpha')
            return text === 'héllo' && files.join() === 'a/note.txt' ? passed(text) : failed(`${text} ${files}`)
          },
        },
      ],
    })
    expect((await playVirtual(scenario)).checks[1]).toEqual({
      name: 'the note is there',
      passed: true,
      detail: 'héllo',
    })
  })

  test('faults happen at their times, in the order of their times, those at 0 before anyone starts', async () => {
    const lines: string[] = []
    const scenario = aScenario(idle, {
      faults: () => [
        { atMs: 70, kind: 'restart', host: 'alpha' },
        { atMs: 0, kind: 'partition', from: '*', to: '*' },
        { atMs: 50.5, kind: 'crash', host: 'alpha' },
        { atMs: 5000, kind: 'heal' },
      ],
      script: (stage) => stage.sleep(100),
    })
    await playVirtual(scenario, { observe: (names) => new EventText(names, (line) => lines.push(line)) })
    const seen = lines.map((line) => JSON.parse(line)).filter(({ event }) => ['fault', 'start'].includes(event))
    expect(seen.map(({ atNanos, event, action }) => [atNanos, event, action?.kind])).toEqual([
      [0, 'fault', 'partition'],
      [0, 'start', undefined],
      [50_500_000, 'fault', 'crash'],
      [70_000_000, 'fault', 'restart'],
      [70_000_000, 'start', undefined],
    ])
  })

  test('a fault that cannot be is told before the run', async () => {
    const scenario = aScenario(idle, { faults: () => [{ atMs: 10, kind: 'crash', host: 'nobody' }] })
    const error = await playVirtual(scenario).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DataError)
    expect((error as Error).message).toBe(
      "the faults of a-scenario[0].host: there is no host named 'nobody'; there are alpha",
    )
  })

  test('so are link options that cannot be', async () => {
    const scenario = aScenario(idle, { network: () => ({ everywhere: { lossRatio: 2 } }) })
    await expect(playVirtual(scenario)).rejects.toThrow(
      'the network of a-scenario.everywhere.lossRatio: must be a ratio, 0 to 1, not 2',
    )
  })

  test('a fault of the script that the backing cannot apply fails the run with its reason', async () => {
    const check = scriptCheck(await playVirtual(aScenario(idle, { script: async (stage) => stage.crash('nobody') })))
    expect(check?.passed).toBe(false)
    expect(check?.detail).toContain("there is no host named 'nobody'")
  })

  test('faults from outside come beside those of the scenario, or in their place', async () => {
    const crash = { kind: 'crash', host: 'alpha' } as const
    const scenario = aScenario(idle, {
      faults: () => [{ ...crash, atMs: 10 }],
      script: (stage) => stage.sleep(50),
    })
    const restart = { atMs: 20, kind: 'restart', host: 'alpha' }
    const endOf = async (replaces: boolean, faults: unknown) =>
      (await playVirtual(scenario, { timeline: { faults, source: 'f.json', replaces } })).hosts[0]?.end
    expect(await endOf(false, [])).toBe('crashed')
    expect(await endOf(false, [restart])).toBe('running')
    expect(await endOf(true, [])).toBe('running')
    await expect(endOf(true, [{ ...restart, host: 1 }])).rejects.toThrow('f.json[0].host: must be the name of a host')
  })

  test('the run settles after the script for as long as the scenario says', async () => {
    const result = await playVirtual(aScenario(idle, { script: (stage) => stage.sleep(30), settleMs: 12 }))
    expect(result.virtualMs).toBe(42)
  })

  test('past its limit the run is given up, and what the script still waited for is told', async () => {
    const scenario = aScenario((host) => void host.clock.setInterval(() => {}, 1000), {
      script: async (stage) => {
        await stage.reports('alpha', 'never')
      },
      limitMs: 5500,
    })
    const result = await playVirtual(scenario)
    expect(result.passed).toBe(false)
    expect(result.virtualMs).toBe(5000)
    expect(scriptCheck(result)?.detail).toBe(
      'the run was not over after 5500 ms of virtual time; it still waited for alpha to report never',
    )
  })

  test('an error that a program does not catch fails every run', async () => {
    const scenario = aScenario(
      (host) => {
        host.clock.setTimeout(() => {
          throw new Error('boom')
        }, 10)
        return undefined
      },
      { script: (stage) => stage.sleep(100) },
    )
    const result = await playVirtual(scenario)
    expect(result.passed).toBe(false)
    expect(result.checks.at(-1)).toMatchObject({ name: 'no program fails with an uncaught error', passed: false })
    expect(result.checks.at(-1)?.detail).toContain('alpha: Error: boom')
  })

  test('a script that throws is a failed check with the place of the mistake', async () => {
    const result = await playVirtual(
      aScenario(idle, {
        script: async () => {
          throw new TypeError('a slip in the script')
        },
      }),
    )
    expect(scriptCheck(result)?.detail).toMatch(/TypeError: a slip in the script\n.*runner\.test\.ts/)
  })

  test('a signal ends the run early, with its reason', async () => {
    const controller = new AbortController()
    const scenario = aScenario(idle, {
      script: async (stage) => {
        await stage.sleep(10)
        controller.abort(new Error('enough'))
        await stage.sleep(1_000_000)
      },
    })
    await expect(playVirtual(scenario, { signal: controller.signal })).rejects.toThrow('enough')
  })

  test('wrong parameters are refused before anything is opened', async () => {
    const opened = playVirtual(aScenario(idle), {
      params: { size: '11' },
      openBacking: () => Promise.reject(new Error('opened')),
    })
    await expect(opened).rejects.toThrow(ParamError)
  })

  test('the result has the document that --json prints', async () => {
    const scenario = aScenario((host) => void host.report('chunk-sent', { bytes: 5 }), {
      checks: () => [{ name: 'never holds', verify: () => failed('as expected') }],
      metrics: (_, { params }) => ({ double: params.size * 2 }),
    })
    const { wallMs, fingerprint, ...result } = await playVirtual(scenario, { params: { size: '4' } })
    expect(wallMs).toBeGreaterThan(0)
    expect(fingerprint).toMatch(/^[0-9a-f]{32}$/)
    expect(result).toEqual({
      scenario: 'a-scenario',
      seed: '1',
      backing: 'virtual',
      params: { size: 4 },
      passed: false,
      virtualMs: 100,
      events: 2,
      faults: [],
      checks: [
        { name: 'the script plays to its end', passed: true, detail: 'after 100.000 ms' },
        { name: 'never holds', passed: false, detail: 'as expected' },
        { name: 'bytes are conserved on every link', passed: true, detail: expect.stringMatching(/^0 bytes sent/) },
        {
          name: 'what is read from a stream is what was written to it',
          passed: true,
          detail: '0 bytes read of 0 written',
        },
        { name: 'no host leaks sockets or timers', passed: true, detail: expect.stringMatching(/^0 connections/) },
        { name: 'no program fails with an uncaught error', passed: true, detail: '1 host' },
      ],
      hosts: [
        {
          name: 'alpha',
          sentBytes: 5,
          receivedBytes: 0,
          blocksSent: 1,
          blocksReceived: 0,
          blocksResent: 0,
          acksSent: 0,
          acksReceived: 0,
          nacksSent: 0,
          nacksReceived: 0,
          files: 0,
          rejected: 0,
          end: 'running',
        },
      ],
      metrics: { double: 8 },
    })
  })
})

describe('the dice of a scenario', () => {
  /** The first draws of each part. */
  async function draws(seed: string): Promise<Record<string, number>> {
    const drawn: Record<string, number> = {}
    await playVirtual(
      aScenario(idle, {
        hosts: ({ random }) => {
          drawn.hosts = random.next()
          return [member('alpha', [])]
        },
        faults: ({ random }) => {
          drawn.faults = random.next()
          return []
        },
        script: async (_, { random }) => {
          drawn.script = random.next()
        },
      }),
      { seed },
    )
    return drawn
  }

  test('are the same for the same seed, others for another, and each part has its own', async () => {
    const first = await draws('7')
    expect(await draws('7')).toEqual(first)
    expect(new Set([...Object.values(first), ...Object.values(await draws('8'))]).size).toBe(6)
  })
})
