// Named streams of one seed: the same by name and seed, apart from all others.
import { describe, expect, test } from 'vitest'
import { RandomStreams } from '../../src/net/random-streams.ts'

function firstTen(seed: string, name: string): number[] {
  const random = new RandomStreams(seed).stream(name)
  return Array.from({ length: 10 }, () => random.next())
}

describe('random streams', () => {
  test('the same seed and name give the same numbers, another seed or another name others', () => {
    const numbers = firstTen('7', 'host a')
    expect(firstTen('7', 'host a')).toEqual(numbers)
    expect(firstTen('8', 'host a')).not.toEqual(numbers)
    expect(firstTen('7', 'host b')).not.toEqual(numbers)
  })

  test('a stream more, and draws from it, change nothing in another', () => {
    const streams = new RandomStreams('7')
    const random = streams.stream('host a')
    const mixed: number[] = []
    for (let draw = 0; draw < 10; draw++) {
      streams.stream(`host ${draw}`).next()
      mixed.push(random.next())
    }
    expect(mixed).toEqual(firstTen('7', 'host a'))
  })

  test('asked for again, a stream begins anew', () => {
    const streams = new RandomStreams('7')
    expect(streams.stream('faults').next()).toBe(streams.stream('faults').next())
  })

  test('seed and name do not run together: "1" and "2 x" is not "12" and " x"', () => {
    expect(firstTen('1', '2 x')).not.toEqual(firstTen('12', ' x'))
    expect(firstTen('', 'ab')).not.toEqual(firstTen('a', 'b'))
  })

  test('numbers lie in [0, 1), whole ones below their bound, and all of them come about equally often', () => {
    const random = new RandomStreams('dice').stream('x')
    const counts = new Array<number>(6).fill(0)
    for (let draw = 0; draw < 6000; draw++) {
      const value = random.below(6)
      counts[value] = (counts[value] as number) + 1
      const fraction = random.next()
      expect(fraction >= 0 && fraction < 1).toBe(true)
    }
    expect(counts).toHaveLength(6)
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
    expect(random.below(1)).toBe(0)
  })

  test('the first numbers of a stream, to the bit: a recorded seed replays for ever', () => {
    expect(firstTen('7', 'host a').slice(0, 2)).toEqual([0.3834161728154868, 0.4978563960175961])
  })
})
