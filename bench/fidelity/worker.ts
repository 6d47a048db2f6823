// A worker thread of the suite: plays the lines it is sent, one after the other.
import { parentPort } from 'node:worker_threads'
import { playRow } from './play-row.ts'
import type { Task, TaskResult } from './players.ts'

parentPort?.on('message', ({ index, row, seeds }: Task) => {
  void playRow(row, seeds).then((times) => parentPort?.postMessage({ index, times } satisfies TaskResult))
})
