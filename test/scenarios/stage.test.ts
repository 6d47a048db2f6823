// What a script waits for, and what it may do meanwhile. Played in the virtual network, so times are exact.
import { describe, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { Stage } from '../../src/scenarios/stage.ts'
import { aScenario, playVirtual, scriptCheck } from './a-scenario.ts'

/** Plays `script` against a program, and resolves with what the script logged. */
async function follow(program: (host: Host) => void, script: (stage: Stage, log: unknown[]) => Promise<void>) {
  const log: unknown[] = []
  const scenario = aScenario(
    (host) => {
      program(host)
      return undefined
    },
    { script: (stage) => script(stage, log) },
  )
  const result = await playVirtual(scenario)
  return { log, result, detail: scriptCheck(result)?.detail, passed: scriptCheck(result)?.passed }
}

/** Reports and prints `tick 1`, `tick 2`, … every 100 ms. */
function ticking(host: Host): void {
  let tick = 0
  host.clock.setInterval(() => {
    host.report('tick', { tick: ++tick, odd: tick % 2 === 1 })
    host.terminal.write(`tick ${tick}\n`)
  }, 100)
}

/** Echoes each line that is typed, until the input ends. */
function echoing(host: Host): void {
  const ask = () =>
    host.terminal.prompt('> ', (line) => {
      host.terminal.write(`[${line}]\n`)
      if (line === 'exit') host.exit(3)
      else if (line !== null) ask()
    })
  ask()
}

describe('waiting for reports', () => {
  test('each wait takes the next report of its kind, at the time it is made', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      for (let wait = 0; wait < 3; wait++) {
        const { details } = await stage.reports('alpha', 'tick')
        log.push([details.tick, stage.nowMs])
      }
    })
    expect(log).toEqual([
      [1, 100],
      [2, 200],
      [3, 300],
    ])
  })

  test('reports made before the wait count, each once', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      await stage.sleep(250)
      for (let wait = 0; wait < 3; wait++) log.push((await stage.reports('alpha', 'tick')).details.tick, stage.nowMs)
    })
    expect(log).toEqual([1, 250, 2, 250, 3, 300])
  })

  test('with fromNow they do not', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      await stage.sleep(250)
      log.push((await stage.reports('alpha', 'tick', {}, { fromNow: true })).details.tick)
    })
    expect(log).toEqual([3])
  })

  test('fields are asked for by value, and any host by a star', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      log.push((await stage.reports('alpha', 'tick', { odd: false })).details.tick)
      log.push((await stage.reports('*', 'tick', { odd: false, tick: 4 })).atMs)
    })
    expect(log).toEqual([2, 400])
  })

  test('a wait that is not fulfilled in time fails the script, and says what it waited for', async () => {
    const { detail, passed } = await follow(ticking, async (stage) => {
      await stage.reports('alpha', 'tock', { loud: true }, { withinMs: 350 })
    })
    expect(passed).toBe(false)
    expect(detail).toBe('waited 350 ms for alpha to report tock with {"loud":true}')
  })

  test('a wait that is fulfilled at the last moment does not', async () => {
    const { passed } = await follow(ticking, (stage) =>
      stage.reports('alpha', 'tick', { tick: 3 }, { withinMs: 300.001 }).then(() => {}),
    )
    expect(passed).toBe(true)
  })

  test('two waits for the same kind share the reports', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      const both = await Promise.all([stage.reports('alpha', 'tick'), stage.reports('alpha', 'tick')])
      log.push(...both.map(({ details }) => details.tick))
    })
    expect(log).toEqual([1, 2])
  })

  test('nobody can wait for reports that are only counted', async () => {
    const scenario = aScenario(() => undefined, {
      countOnly: ['chunk-sent'],
      script: async (stage) => {
        await stage.reports('alpha', 'chunk-sent')
      },
    })
    expect(scriptCheck(await playVirtual(scenario))?.detail).toContain('chunk-sent is only counted in this scenario')
  })
})

describe('reading the output', () => {
  test('reading goes on after the last match, and the match is handed over', async () => {
    const { log } = await follow(ticking, async (stage, log) => {
      log.push(await stage.prints('alpha', /tick \d/), stage.nowMs)
      log.push(await stage.prints('alpha', /tick \d/), stage.nowMs)
      log.push(await stage.prints('alpha', 'tick 5\n'), stage.nowMs)
    })
    expect(log).toEqual(['tick 1', 100, 'tick 2', 200, 'tick 5\n', 500])
  })

  test('text that never comes is told with what came last', async () => {
    const { detail } = await follow(ticking, async (stage) => {
      await stage.prints('alpha', 'tock', { withinMs: 201 })
    })
    expect(detail).toBe('waited 201 ms for alpha to print "tock"; it printed last: "tick 1\\ntick 2\\n"')
  })
})

describe('a program that ends by itself', () => {
  test('fails the waits for what it would have said, at once and with its last words', async () => {
    const { detail, result } = await follow(echoing, async (stage) => {
      stage.type('alpha', 'exit')
      await stage.prints('alpha', 'welcome')
    })
    expect(detail).toBe(
      'alpha ended (exit 3): no use waiting for alpha to print "welcome"; it printed last: "> [exit]\\n"',
    )
    expect(result.virtualMs).toBe(0)
  })

  test('fails a wait that begins later, too', async () => {
    const { detail } = await follow(echoing, async (stage) => {
      stage.type('alpha', 'exit')
      await stage.ends('alpha')
      await stage.reports('alpha', 'ready')
    })
    expect(detail).toBe('alpha ended (exit 3): no use waiting for alpha to report ready')
  })

  test('what it has said before is still there to be read', async () => {
    const { passed } = await follow(echoing, async (stage) => {
      stage.type('alpha', 'exit')
      await stage.ends('alpha')
      await stage.prints('alpha', '[exit]')
    })
    expect(passed).toBe(true)
  })

  test('a crash leaves hope: a restart may follow', async () => {
    const { passed } = await follow(ticking, async (stage) => {
      stage.crash('alpha')
      const tick = stage.reports('alpha', 'tick')
      await stage.sleep(1000)
      stage.restart('alpha')
      await tick
    })
    expect(passed).toBe(true)
  })
})

describe('what users do', () => {
  test('typed lines, Ctrl-D and Ctrl-C reach the program', async () => {
    const { log, result } = await follow(echoing, async (stage, log) => {
      stage.type('alpha', 'hello')
      stage.type('alpha', 'world')
      stage.endInput('alpha')
      log.push(await stage.prints('alpha', /\[world\]\n> \[null\]/))
      stage.interrupt('alpha')
      log.push(await stage.ends('alpha'))
    })
    expect(log).toEqual(['[world]\n> [null]', { kind: 'exit', code: 130 }])
    expect(result.hosts[0]?.end).toBe('exit 130')
  })

  test('a crash and a restart are two lives of one host, and each end is awaited on its own', async () => {
    const { log } = await follow(echoing, async (stage, log) => {
      stage.crash('alpha')
      log.push(await stage.ends('alpha'))
      stage.restart('alpha')
      stage.type('alpha', 'exit')
      log.push(await stage.ends('alpha'), await stage.ends('alpha'))
      await stage.start('alpha')
      stage.type('alpha', 'exit')
      log.push(await stage.ends('alpha'))
    })
    const exit = { kind: 'exit', code: 3 }
    expect(log).toEqual([{ kind: 'crash' }, exit, exit, exit])
  })
})
