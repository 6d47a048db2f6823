// A run is a function of its seed and of what it is told: nothing else in the process changes it.
import { describe, expect, test, vi } from 'vitest'
import { aWorld, play } from './tools/a-world.ts'
import { runBusyWorld } from './tools/busy-world.ts'

/** Loads modules anew, as on a Node that has no `process._tickCallback`. */
async function withoutTickCallback<T>(load: () => Promise<T>): Promise<T> {
  const node = process as unknown as { _tickCallback: unknown }
  const tickCallback = node._tickCallback
  vi.resetModules()
  node._tickCallback = undefined
  try {
    return await load()
  } finally {
    node._tickCallback = tickCallback
    vi.resetModules()
  }
}

describe('a run', () => {
  test('with the same seed tells the observer the same, line by line, and with another seed something else', async () => {
    const first = await runBusyWorld({ seed: '1' })
    expect(first.length).toBeGreaterThan(1000)
    for (const kind of ['lost', 'duplicated', 'report', 'output', 'timer', 'fault', 'hostDown']) {
      expect(
        first.some((line) => line.includes(` ${kind} `)),
        kind,
      ).toBe(true)
    }
    expect(await runBusyWorld({ seed: '1' })).toEqual(first)
    expect(await runBusyWorld({ seed: '2' })).not.toEqual(first)
  })

  test('two worlds at once do not disturb each other', async () => {
    const [one, two, oneAgain] = await Promise.all(['1', '2', '1'].map((seed) => runBusyWorld({ seed })))
    expect(one).toEqual(await runBusyWorld({ seed: '1' }))
    expect(oneAgain).toEqual(one)
    expect(two).toEqual(await runBusyWorld({ seed: '2' }))
  })

  test.each([{ exact: true }, { shuffleTies: false }])(
    'with %o it is another run of the same seed, and the same each time',
    async (options) => {
      const other = await runBusyWorld({ seed: '1', ...options })
      expect(await runBusyWorld({ seed: '1', ...options })).toEqual(other)
      expect(await runBusyWorld({ seed: '1' })).not.toEqual(other)
    },
  )

  test('on a Node without a synchronous drain it tells the observer the same', async () => {
    const fast = await runBusyWorld({ seed: '1' })
    const slow = await withoutTickCallback(() => import('./tools/busy-world.ts'))
    expect(slow.runBusyWorld).not.toBe(runBusyWorld)
    const { canDrainNow } = await withoutTickCallback(() => import('../../src/net/drain.ts'))
    expect(canDrainNow).toBe(false)
    expect(await slow.runBusyWorld({ seed: '1' })).toEqual(fast)
  })

  test('without a synchronous drain a script that goes through a thousand promises begins and ends as with it', async () => {
    const eventsOf = async (tools: { readonly aWorld: typeof aWorld }) => {
      const test = tools.aWorld()
      const hops = async () => {
        for (let hop = 0; hop < 1000; hop++) await Promise.resolve()
      }
      const script = async () => {
        await hops()
        await test.world.start('a')
        test.host('a').clock.setInterval(() => {}, 1)
        await hops()
        await test.world.sleep(10.5)
        await hops()
      }
      await test.world.run(script, 1000)
      return [test.world.events, test.world.nowMs()]
    }
    const slow = await withoutTickCallback(() => import('./tools/a-world.ts'))
    expect(await eventsOf({ aWorld })).toEqual([11, 10.5])
    expect(await eventsOf(slow)).toEqual([11, 10.5])
  })
})

describe('dice', () => {
  /** Numbers that host a draws, and which of its 200 datagrams to b are lost. */
  async function diceOf(names: readonly string[], busy: boolean): Promise<unknown> {
    const drawn: number[] = []
    const test = aWorld({ names, link: { lossRatio: 0.3 } })
    await play(test, async ({ world, host }) => {
      const socket = host('a').dgram.createSocket('udp4')
      const other = host('b').dgram.createSocket('udp4')
      for (let count = 0; count < 200; count++) {
        drawn.push(host('a').random.below(1000))
        socket.send(Uint8Array.of(count), 5000, 'b')
        if (!busy) continue
        host('b').random.next()
        other.send(Uint8Array.of(count), 5000, 'a')
      }
      await world.sleep(10)
    })
    const from = test.world.hostNames.indexOf('a')
    const lost = test.recorder.of('lost').filter(({ source }) => source === from)
    return { drawn, lost: lost.map(({ payload }) => payload?.[0]) }
  }

  test('a host more, before or after, and draws of other hosts and links change nothing here', async () => {
    const alone = await diceOf(['a', 'b'], false)
    expect(await diceOf(['x', 'a', 'y', 'b', 'z'], false)).toEqual(alone)
    expect(await diceOf(['a', 'b'], true)).toEqual(alone)
  })

  test('a host that comes back throws other dice than in its former life', async () => {
    await play(aWorld(), async ({ world, host }) => {
      const first = host('a').random.next()
      world.apply({ kind: 'crash', host: 'a' })
      world.apply({ kind: 'restart', host: 'a' })
      expect(host('a').random.next()).not.toBe(first)
    })
  })
})
