// Lines and whoever waits for them meet in any order; none is lost.
import { expect, test } from 'vitest'
import { LineQueue } from '../../src/real/line-queue.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function readAll(queue: LineQueue, into: (string | null)[]): void {
  queue.ask((line) => {
    into.push(line)
    if (line !== null) readAll(queue, into)
  })
}

test('lines that come before anyone asks are kept in order, and null comes after the last', async () => {
  const queue = new LineQueue()
  for (let line = 0; line < 3000; line++) queue.push(String(line))
  queue.end()
  const got: (string | null)[] = []
  readAll(queue, got)
  await settled()
  expect(got).toEqual([...Array.from({ length: 3000 }, (_, line) => String(line)), null])
})

test('after the end null comes for ever', async () => {
  const queue = new LineQueue()
  queue.end()
  const got: (string | null)[] = []
  readAll(queue, got)
  await settled()
  readAll(queue, got)
  await settled()
  expect(got).toEqual([null, null])
})

test('a second prompt while one waits throws', () => {
  const queue = new LineQueue()
  queue.ask(() => {})
  expect(() => queue.ask(() => {})).toThrow('one at a time')
})

test('a callback never comes within ask()', () => {
  const queue = new LineQueue()
  queue.push('line')
  let isCalled = false
  queue.ask(() => {
    isCalled = true
  })
  expect(isCalled).toBe(false)
})

test('a prompt that is cancelled leaves its line to the next', async () => {
  const queue = new LineQueue()
  const got: (string | null)[] = []
  queue.ask((line) => got.push(`first ${line}`))
  queue.push('line')
  queue.cancel()
  queue.ask((line) => got.push(`second ${line}`))
  await settled()
  expect(got).toEqual(['second line'])
})
