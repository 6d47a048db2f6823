// The event queue beside a plain binary heap of objects: what typed arrays buy, at three sizes.
import { Bench as Tinybench } from 'tinybench'
import { EventQueue } from '../src/net/event-queue.ts'
import { RandomStreams } from '../src/net/random-streams.ts'
import type { Row, Suite } from './suite.ts'

interface Entry {
  readonly time: number
  readonly order: number
}

/** The textbook heap: what one writes first. */
class ObjectHeap {
  readonly #entries: Entry[] = []

  push(entry: Entry): void {
    const entries = this.#entries
    let hole = entries.push(entry) - 1
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (!isBefore(entry, entries[parent] as Entry)) break
      entries[hole] = entries[parent] as Entry
      hole = parent
    }
    entries[hole] = entry
  }

  pop(): Entry | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (last === undefined || entries.length === 0) return first
    let hole = 0
    for (;;) {
      let child = hole * 2 + 1
      if (child >= entries.length) break
      if (child + 1 < entries.length && isBefore(entries[child + 1] as Entry, entries[child] as Entry)) child++
      if (!isBefore(entries[child] as Entry, last)) break
      entries[hole] = entries[child] as Entry
      hole = child
    }
    entries[hole] = last
    return first
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order)
}

const STEPS_PER_TASK = 1000

interface Rates {
  readonly typed: number[]
  readonly objects: number[]
}

/** Pop and push again, as a run does: the number of waiting events stays what it is. One rate for each repetition. */
async function operationsPerSecond(pending: number, isQuick: boolean): Promise<Rates> {
  const delays = new RandomStreams('queue bench').stream('delays')
  const typed = new EventQueue<Entry>()
  const objects = new ObjectHeap()
  let order = 0
  for (; order < pending; order++) {
    const entry = { time: delays.below(1_000_000), order }
    typed.push(entry.time, order, entry)
    objects.push(entry)
  }
  const turnTyped = () => {
    for (let step = 0; step < STEPS_PER_TASK; step++) {
      const entry = typed.pop() as Entry
      typed.push(entry.time + delays.below(1_000_000), order++, entry)
    }
  }
  const turnObjects = () => {
    for (let step = 0; step < STEPS_PER_TASK; step++) {
      const entry = objects.pop() as Entry
      objects.push({ time: entry.time + delays.below(1_000_000), order: order++ })
    }
  }
  const rates: Rates = { typed: [], objects: [] }
  for (let repeat = 0; repeat < (isQuick ? 1 : 5); repeat++) {
    const bench = new Tinybench({ time: isQuick ? 50 : 200, warmupTime: isQuick ? 20 : 100 })
    bench.add('typed', turnTyped)
    bench.add('objects', turnObjects)
    await bench.run()
    rates.typed.push(rateOf(bench, 'typed'))
    rates.objects.push(rateOf(bench, 'objects'))
  }
  return rates
}

function rateOf(bench: Tinybench, name: string): number {
  const result = bench.getTask(name)?.result
  if (result?.state !== 'completed') throw new Error(`the task ${name} did not complete`)
  return (STEPS_PER_TASK * 1000) / result.latency.p50
}

export const queue: Suite = {
  name: 'queue',
  purpose: 'pop and push of the event queue, against a binary heap of objects',
  async run({ isQuick }) {
    const rows: Row[] = []
    for (const pending of isQuick ? [1_000] : [1_000, 100_000, 1_000_000]) {
      const { typed, objects } = await operationsPerSecond(pending, isQuick)
      rows.push({
        what: `${pending.toLocaleString('en')} waiting`,
        unit: 'pop+push/s',
        better: 'more',
        figures: typed,
        baseline: { what: 'binary heap of objects', figures: objects },
      })
    }
    return rows
  },
}
