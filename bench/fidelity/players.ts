// Lines of the reference on all processors: a worker thread for each, which gets its next line when it is done with one.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ReferenceRow } from './reference.ts'

export interface Task {
  readonly index: number
  readonly row: ReferenceRow
  readonly seeds: number
}

export interface TaskResult {
  readonly index: number
  /** Milliseconds, one for each seed. */
  readonly times: number[]
}

/** The times of each task, in the order of the tasks. The long ones are begun first. `onDone` after each. */
export async function playAll(tasks: readonly Task[], onDone: (done: number) => void): Promise<number[][]> {
  const waiting = [...tasks].sort((one, other) => weight(one) - weight(other))
  const times: number[][] = []
  let done = 0
  const work = async (): Promise<void> => {
    // Compiled, this file and the worker's lie side by side.
    const worker = new Worker(new URL('./worker.js', import.meta.url))
    try {
      for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
        const result = await played(worker, task)
        times[result.index] = result.times
        onDone(++done)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work))
  return times
}

function played(worker: Worker, task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (result: TaskResult) => {
      worker.off('error', reject)
      resolve(result)
    })
    worker.postMessage(task)
  })
}

function weight({ row, seeds }: Task): number {
  return row.bytes * seeds
}
