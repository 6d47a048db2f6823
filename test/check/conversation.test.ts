// Who heard what: the check notices what is missing, doubled, out of order, or one's own.
import { expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { everyoneHearsEveryone } from '../../src/check/conversation.ts'
import { RunRecord } from '../../src/trace/run-record.ts'

const SAID = new Map([
  ['ada', ['one', 'two']],
  ['ben', ['three']],
])

async function verdict(ada: string, ben: string) {
  const record = new RunRecord()
  record.onOutput('ada', ada)
  record.onOutput('ben', ben)
  const { passed, detail } = await runCheck(everyoneHearsEveryone(['ada', 'ben'], SAID), record)
  return [passed, detail]
}

test('everything once and in order is fine, whatever else is printed', async () => {
  expect(await verdict('menu\nben: three\n', 'x: y\nada: one\nmenu: m\nada: two\n')).toEqual([
    true,
    '3 lines heard by 2 users',
  ])
})

test.each([
  ['missing', 'ada: one\n', 'line 1 is "missing", expected "two"'],
  ['out of order', 'ada: two\nada: one\n', 'line 0 is "two", expected "one"'],
  ['doubled', 'ada: one\nada: two\nada: two\n', '3 lines, expected 2'],
])('what is %s is told', async (_, heard, problem) => {
  const [passed, detail] = await verdict('ben: three\n', heard)
  expect(passed).toBe(false)
  expect(detail).toMatch(new RegExp(`^\\d lines heard by 2 users; ben of ada: ${problem}$`))
})

test('to hear oneself is too much', async () => {
  expect(await verdict('ben: three\nada: one\n', 'ada: one\nada: two\n')).toEqual([
    false,
    '4 lines heard by 2 users; ada of ada: 1 lines, expected 0',
  ])
})
