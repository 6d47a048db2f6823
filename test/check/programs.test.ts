// Checks on what programs print and how they end.
import { describe, expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { exitsWith, noUncaughtErrors, prints } from '../../src/check/programs.ts'
import type { ProgramEnd } from '../../src/host/backing.ts'
import { aRecord } from './a-record.ts'

function recordOf(...ends: readonly ProgramEnd[]) {
  const record = aRecord()
  for (const end of ends) record.onEnd('a', end)
  return record
}

describe('how a program ended', () => {
  test.each<[string, readonly ProgramEnd[], boolean]>([
    ['the right code', [{ kind: 'exit', code: 0 }], true],
    ['another code', [{ kind: 'exit', code: 1 }], false],
    ['a crash', [{ kind: 'crash' }], false],
    ['the right code after a crash and restart', [{ kind: 'crash' }, { kind: 'exit', code: 0 }], true],
    ['the right code, then a crash', [{ kind: 'exit', code: 0 }, { kind: 'crash' }], false],
    ['no end', [], false],
  ])('%s', async (_, ends, isRight) => {
    expect((await runCheck(exitsWith('a', 0), recordOf(...ends))).passed).toBe(isRight)
  })

  test('an uncaught error fails every run, even when the host was restarted after it', async () => {
    const record = recordOf({ kind: 'error', error: new Error('boom') }, { kind: 'exit', code: 0 })
    const result = await runCheck(noUncaughtErrors(), record)
    expect(result).toMatchObject({ passed: false, detail: expect.stringContaining('a: Error: boom') })
  })

  test('crashes and exits are no uncaught errors', async () => {
    expect((await runCheck(noUncaughtErrors(), recordOf({ kind: 'crash' }, { kind: 'exit', code: 1 }))).passed).toBe(
      true,
    )
  })
})

test('output is found wherever it stands, and its absence is told', async () => {
  const record = aRecord()
  record.onOutput('a', 'closed client')
  record.onOutput('a', 'Socket\n')
  expect(await runCheck(prints('a', 'closed clientSocket'), record)).toMatchObject({ passed: true })
  expect(await runCheck(prints('a', /^clientSocket/m), record)).toMatchObject({
    passed: false,
    detail: 'not among the 20 characters that a printed',
  })
})
