// The world as a backing: how a run ends, what an error ends, what programs and scripts see of time.
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/host/backing.ts'
import { RunLimitError } from '../../src/host/backing.ts'
import type { Host } from '../../src/host/host.ts'
import { World } from '../../src/net/world.ts'
import { aWorld, play } from './tools/a-world.ts'

const idle = () => ({ interrupt() {} })

/** A world that notes how its programs end. */
function withEnds() {
  const ends: string[] = []
  const note = (host: string, end: ProgramEnd) => {
    const why = end.kind === 'error' ? end.error.message : end.kind === 'exit' ? end.code : ''
    ends.push(`${world.nowMs()} ${host} ${end.kind} ${why}`.trim())
  }
  const world = new World({ seed: 'x', events: { onReport() {}, onOutput() {}, onEnd: note } })
  return { world, ends }
}

describe('promises', () => {
  test('of any depth, with ticks among them, run before time moves', async () => {
    await play(aWorld(), async ({ world, host }) => {
      const log: string[] = []
      const deep = async (name: string) => {
        for (let hop = 0; hop < 500; hop++) await Promise.resolve()
        await new Promise<void>((resolve) => process.nextTick(resolve))
        for (let hop = 0; hop < 500; hop++) await Promise.resolve()
        log.push(`${name} ${world.nowMs()}`)
      }
      host('a').clock.setTimeout(() => void deep('first'), 1)
      host('b').clock.setTimeout(() => void deep('second'), 1)
      host('a').clock.setTimeout(() => log.push(`timer ${world.nowMs()}`), 2)
      await world.sleep(5)
      expect(log).toEqual(['first 1', 'second 1', 'timer 2'])
    })
  })

  test('a sleep takes exactly its time of the run', async () => {
    await play(aWorld(), async ({ world }) => {
      await world.sleep(0.000_001)
      expect(world.nowMs()).toBe(0.000_001)
      await Promise.all([world.sleep(1000), world.sleep(500)])
      expect(world.nowMs()).toBe(1000.000_001)
      await world.sleep(-5)
      expect(world.nowMs()).toBe(1000.000_001)
    })
  })
})

describe('an error that nobody catches', () => {
  test.each<[string, (host: Host) => void, string]>([
    [
      'in a timer',
      (host) =>
        void host.clock.setTimeout(() => {
          throw new Error('broken')
        }, 5),
      '5 a error broken',
    ],
    [
      "of a socket without an 'error' listener",
      (host) => void host.net.connect({ host: 'b', port: 5000 }),
      '0 a error connect ECONNREFUSED 10.0.0.2:5000',
    ],
    [
      'in a disk callback',
      (host) =>
        void host.disk.stat('x', () => {
          throw new Error('broken')
        }),
      '0.02 a error broken',
    ],
  ])('%s ends that program and no other, and the run goes on', async (_, begin, end) => {
    const { world, ends } = withEnds()
    world.addHost({
      name: 'a',
      start: (host) => {
        begin(host)
        return { interrupt() {} }
      },
    })
    world.addHost({ name: 'b', start: idle })
    await world.run(async () => {
      await world.start('a')
      await world.start('b')
      await world.sleep(100)
      expect(world.isRunning('a')).toBe(false)
      expect(world.isRunning('b')).toBe(true)
    }, 1000)
    expect(ends).toEqual([end])
    await world.close()
  })

  test('while it starts ends the program at once; it may be started again', async () => {
    const { world, ends } = withEnds()
    let lives = 0
    world.addHost({
      name: 'a',
      start: () => {
        if (++lives === 1) throw new Error('not today')
        return { interrupt() {} }
      },
    })
    await world.run(async () => {
      await world.start('a')
      expect(world.isRunning('a')).toBe(false)
      await world.start('a')
      expect(world.isRunning('a')).toBe(true)
    }, 1000)
    expect(ends).toEqual(['0 a error not today'])
  })

  test('in the script rejects the run', async () => {
    const { world } = withEnds()
    const run = world.run(async () => {
      await world.sleep(5)
      throw new Error('script')
    }, 1000)
    await expect(run).rejects.toThrow('script')
    expect(world.nowMs()).toBe(5)
  })
})

describe('the end of a run', () => {
  test('at the limit it rejects with the limit, and nothing after it has happened', async () => {
    const { world } = withEnds()
    let ticks = 0
    world.addHost({
      name: 'a',
      start: (host) => {
        host.clock.setInterval(() => ticks++, 10)
        return { interrupt() {} }
      },
    })
    const run = world.run(async () => {
      await world.start('a')
      await new Promise(() => {})
    }, 1000)
    await expect(run).rejects.toThrow(new RunLimitError('the run was not over after 1000 ms of virtual time'))
    expect(ticks).toBe(100)
    expect(world.nowMs()).toBe(1000)
    await world.close()
  })

  test('when nothing will happen any more it says so at once, and when that was', async () => {
    const { world } = withEnds()
    const run = world.run(async () => {
      await world.sleep(30)
      await new Promise(() => {})
    }, 1e9)
    await expect(run).rejects.toThrow('nothing more will happen after 30 ms, and the run is not over')
  })

  test('after close nothing of a program runs, and nobody is told', async () => {
    const { world, ends } = withEnds()
    let ticks = 0
    world.addHost({
      name: 'a',
      start: (host) => {
        host.clock.setInterval(() => ticks++, 10)
        return { interrupt() {} }
      },
    })
    await world.run(async () => {
      await world.start('a')
      await world.sleep(35)
    }, 1000)
    await world.close()
    await world.close()
    expect(world.isRunning('a')).toBe(false)
    expect([ticks, ends]).toEqual([3, []])
  })

  test('closed from the script, the run is over', async () => {
    const { world } = withEnds()
    await world.run(async () => {
      await world.close()
      await new Promise(() => {})
    }, 1000)
    expect(world.nowMs()).toBe(0)
  })

  test('Node’s own event loop turns while a long run goes on', async () => {
    const { world } = withEnds()
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    world.addHost({
      name: 'a',
      start: (host) => {
        host.clock.setInterval(() => {}, 1)
        return { interrupt() {} }
      },
    })
    await world.run(async () => {
      await world.start('a')
      while (turns < 3) await world.sleep(1000)
    }, 1e12)
    clearInterval(timer)
    expect(turns).toBeGreaterThanOrEqual(3)
    await world.close()
  })
})

describe('hosts', () => {
  test('they get addresses in the order in which they are added, 10.0.1.0 after 10.0.0.255', async () => {
    const names = Array.from({ length: 257 }, (_, index) => `h${index}`)
    await play(aWorld({ names }), async ({ host }) => {
      expect(['h0', 'h1', 'h254', 'h255', 'h256'].map((name) => host(name).address)).toEqual([
        '10.0.0.1',
        '10.0.0.2',
        '10.0.0.255',
        '10.0.1.0',
        '10.0.1.1',
      ])
    })
  })

  test('a second host of a name, a start while running and an unknown name are errors', async () => {
    await play(aWorld(), async ({ world }) => {
      expect(() => world.addHost({ name: 'a', start: idle })).toThrow("a host named 'a' already")
      await expect(world.start('a')).rejects.toThrow("'a' is running already")
      expect(() => world.apply({ kind: 'restart', host: 'a' })).toThrow("'a' is running already")
      await expect(world.start('x')).rejects.toThrow("no host named 'x'")
    })
  })

  test('an interrupt reaches the program after what is happening now; a program that is off does not notice', async () => {
    const { world, ends } = withEnds()
    world.addHost({ name: 'a', start: (host) => ({ interrupt: () => host.exit(130) }) })
    await world.run(async () => {
      world.interrupt('a')
      await world.start('a')
      await world.sleep(5)
      world.interrupt('a')
      expect(world.isRunning('a')).toBe(true)
      await world.sleep(1)
      world.interrupt('a')
      await world.sleep(1)
    }, 1000)
    expect(ends).toEqual(['5 a exit 130'])
  })

  test('what a program reports after its end is not heard', async () => {
    const test = aWorld()
    await play(test, async ({ host }) => {
      const ghost = host('a')
      ghost.report('alive', { n: 1 })
      ghost.exit(0)
      ghost.report('dead', {})
      ghost.exit(1)
    })
    expect(test.recorder.lines.slice(2)).toEqual(['0 report 0 alive {"n":1}', '0 end 0 exit'])
  })
})
