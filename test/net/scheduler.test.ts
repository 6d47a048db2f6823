// Virtual time: in which order events happen, and what an error or a cancelled event does to the others.
import { describe, expect, test } from 'vitest'
import { RandomStreams } from '../../src/net/random-streams.ts'
import { type Scheduled, Scheduler } from '../../src/net/scheduler.ts'

function event(fire: () => void): Scheduled {
  return { fire }
}

function runAll(scheduler: Scheduler): void {
  while (scheduler.step()) {}
}

/** The order in which ten events of one moment happen. */
function orderOfTies(seed: string): number[] {
  const dice = new RandomStreams(seed).stream('ties')
  const scheduler = new Scheduler(() => dice.next())
  const log: number[] = []
  for (let index = 0; index < 10; index++) {
    scheduler.at(
      5,
      event(() => log.push(index)),
    )
  }
  runAll(scheduler)
  return log
}

describe('the scheduler', () => {
  test('events happen at their times, whatever the order in which they were asked for', () => {
    const scheduler = new Scheduler()
    const log: string[] = []
    for (const time of [30, 10, 20]) scheduler.at(time, { fire: () => log.push(`${time} at ${scheduler.now}`) })
    expect(scheduler.nextTime).toBe(10)
    runAll(scheduler)
    expect(log).toEqual(['10 at 10', '20 at 20', '30 at 30'])
    expect(scheduler.events).toBe(3)
    expect(scheduler.now).toBe(30)
  })

  test('events of one moment happen in the order in which they were asked for, those asked for meanwhile last', () => {
    const scheduler = new Scheduler()
    const log: string[] = []
    const note = (text: string) => event(() => log.push(text))
    scheduler.at(7, {
      fire: () => {
        log.push('a')
        scheduler.after(0, note('d'))
      },
    })
    scheduler.at(7, note('b'))
    scheduler.at(7, note('c'))
    runAll(scheduler)
    expect(log).toEqual(['a', 'b', 'c', 'd'])
  })

  test('shuffled ties keep the order of times, are the same for the same seed and another for another', () => {
    const order = orderOfTies('seed 1')
    expect(order).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(orderOfTies('seed 1')).toEqual(order)
    expect(orderOfTies('seed 2')).not.toEqual(order)

    const dice = new RandomStreams('x').stream('ties')
    const scheduler = new Scheduler(() => dice.next())
    const times: number[] = []
    for (let time = 50; time > 0; time--) scheduler.at(time, { fire: () => times.push(scheduler.now) })
    runAll(scheduler)
    expect(times).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  test('with shuffled ties that all draw the same, the order of asking decides', () => {
    const scheduler = new Scheduler(() => 0.999_999_999)
    const log: number[] = []
    for (let index = 0; index < 5; index++) scheduler.at(1, { fire: () => log.push(index) })
    runAll(scheduler)
    expect(log).toEqual([0, 1, 2, 3, 4])
  })

  test('what is to happen soon happens in the same step, before other events of the moment, and counts as no event', () => {
    const scheduler = new Scheduler()
    const log: string[] = []
    scheduler.at(1, {
      fire: () => {
        log.push('first')
        scheduler.soon({
          fire: () => {
            log.push('soon 1')
            scheduler.soon({ fire: () => log.push('soon 3') })
          },
        })
        scheduler.soon({ fire: () => log.push('soon 2') })
      },
    })
    scheduler.at(1, { fire: () => log.push('second') })
    expect(scheduler.step()).toBe(true)
    expect(log).toEqual(['first', 'soon 1', 'soon 2', 'soon 3'])
    expect(scheduler.events).toBe(1)
    runAll(scheduler)
    expect(log.at(-1)).toBe('second')
    expect(scheduler.events).toBe(2)
  })

  test('what is asked for soon between two events happens now, without time moving', () => {
    const scheduler = new Scheduler()
    const log: number[] = []
    scheduler.at(10, { fire: () => {} })
    scheduler.step()
    scheduler.at(20, { fire: () => {} })
    scheduler.soon({ fire: () => log.push(scheduler.now) })
    expect(scheduler.nextTime).toBe(10)
    expect(scheduler.pending).toBe(2)
    scheduler.step()
    expect(log).toEqual([10])
    expect(scheduler.nextTime).toBe(20)
    expect(scheduler.pending).toBe(1)
  })

  test('an event that throws leaves those after it runnable, the soon ones first', () => {
    const scheduler = new Scheduler()
    const log: string[] = []
    const note = (text: string) => ({ fire: () => log.push(text) })
    scheduler.at(1, {
      fire: () => {
        scheduler.soon({
          fire: () => {
            throw new Error('broken soon')
          },
        })
        scheduler.soon(note('soon'))
        throw new Error('broken')
      },
    })
    scheduler.at(1, note('next'))
    expect(() => scheduler.step()).toThrow('broken')
    expect(() => scheduler.step()).toThrow('broken soon')
    expect(scheduler.step()).toBe(true)
    expect(log).toEqual(['soon'])
    expect(scheduler.step()).toBe(true)
    expect(log).toEqual(['soon', 'next'])
    expect(scheduler.step()).toBe(false)
    expect(scheduler.events).toBe(2)
  })

  test('each event begins as the world’s own: the host whose code ran before is not blamed', () => {
    const scheduler = new Scheduler()
    const hosts: number[] = []
    const visit = { fire: () => void hosts.push(scheduler.currentHost) }
    scheduler.at(1, {
      fire: () => {
        scheduler.currentHost = 3
      },
    })
    scheduler.at(2, visit)
    runAll(scheduler)
    expect(hosts).toEqual([-1])
  })

  test('4,095 cancelled events stay in the queue; the 4,096th sweeps them all out', () => {
    const scheduler = new Scheduler()
    const dead = { isCancelled: true, fire: () => {} }
    const log: number[] = []
    for (let index = 0; index < 4096; index++) scheduler.at(100 + index, dead)
    for (const time of [5000, 50, 500]) scheduler.at(time, { fire: () => log.push(time) })
    for (let index = 0; index < 4095; index++) scheduler.noteCancelled()
    expect(scheduler.pending).toBe(4099)
    scheduler.noteCancelled()
    expect(scheduler.pending).toBe(3)
    runAll(scheduler)
    expect(log).toEqual([50, 500, 5000])
    expect(scheduler.events).toBe(3)
  })

  test('cancelled events that are the smaller part of the queue are not worth a sweep', () => {
    const scheduler = new Scheduler()
    for (let index = 0; index < 10_000; index++)
      scheduler.at(index, { isCancelled: index < 4096, fire: () => {} } as Scheduled)
    for (let index = 0; index < 4096; index++) scheduler.noteCancelled()
    expect(scheduler.pending).toBe(10_000)
    for (let index = 4096; index < 5000; index++) scheduler.noteCancelled()
    expect(scheduler.pending).toBe(10_000 - 4096)
  })

  test('without events a step does nothing and says so', () => {
    const scheduler = new Scheduler()
    expect(scheduler.step()).toBe(false)
    expect(scheduler.nextTime).toBe(Number.POSITIVE_INFINITY)
    expect(scheduler.events).toBe(0)
  })
})
