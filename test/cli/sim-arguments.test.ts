// The command line of `sim`, read without running anything.
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/cli/option-values.ts'
import { readArguments } from '../../src/cli/sim-arguments.ts'

const read = (...argv: string[]) => readArguments(argv, 100)

const plain = {
  kind: 'run',
  scenario: 'tcp-bulk',
  seed: '1',
  params: {},
  backing: 'virtual',
  json: false,
  traceFile: undefined,
  check: false,
  chaos: undefined,
  timeline: undefined,
  buggify: false,
}

describe('what is asked for', () => {
  test.each([
    [['tcp-bulk'], plain],
    [['tcp-bulk', '--seed', '007'], { ...plain, seed: '007' }],
    [['--seed=7', 'tcp-bulk', '--json'], { ...plain, seed: '7', json: true }],
    [['tcp-bulk', '--live'], { ...plain, backing: 'live' }],
    [['--live', 'tcp-bulk'], { ...plain, backing: 'live' }],
    [['tcp-bulk', '--live=processes'], { ...plain, backing: 'live-processes' }],
    [['tcp-bulk', '--check', '--trace', 'a.jsonl'], { ...plain, check: true, traceFile: 'a.jsonl' }],
    [['--param', 'a=1', 'tcp-bulk', '--param', 'b.c==x='], { ...plain, params: { a: '1', 'b.c': '=x=' } }],
    [['tcp-bulk', '--param', 'a='], { ...plain, params: { a: '' } }],
    [['tcp-bulk', '--buggify'], { ...plain, buggify: true }],
    [['tcp-bulk', '--faults', 'f.json'], { ...plain, timeline: { path: 'f.json', replaces: false } }],
    [['tcp-bulk', '--only-faults', 'f.json'], { ...plain, timeline: { path: 'f.json', replaces: true } }],
    [['tcp-bulk', '--liveness'], { ...plain, liveness: {} }],
    [
      ['tcp-bulk', '--liveness', '--heal-at', '5', '--within', '70'],
      { ...plain, liveness: { healAtMs: 5, withinMs: 70 } },
    ],
    [['list'], { kind: 'list', scenario: undefined, json: false }],
    [['list', 'tcp-bulk', '--json'], { kind: 'list', scenario: 'tcp-bulk', json: true }],
  ])('%j', async (argv, request) => {
    expect(await read(...argv)).toEqual(request)
  })

  test('help and version are texts', async () => {
    expect(await read('--help')).toEqual({ kind: 'text', text: expect.stringContaining('sim <scenario> [options]') })
    expect(await read('--version')).toEqual({ kind: 'text', text: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  })
})

describe('wrong usage is told in one line', () => {
  test.each([
    [[], 'name a scenario, or `list` to see them'],
    [['tcp-bulk', 'again'], 'Unknown argument: again'],
    [['tcp-bulk', '--sed', '7'], 'Unknown argument: sed'],
    [['tcp-bulk', '--seed'], 'Not enough arguments following: seed'],
    [['tcp-bulk', '--seed='], '--seed needs a value'],
    [['tcp-bulk', '--seed', '1', '--seed', '2'], '--seed is given more than once'],
    [['tcp-bulk', '--param', 'loss'], '--param takes name=value, not "loss"'],
    [['tcp-bulk', '--param', '=1'], '--param takes name=value, not "=1"'],
    [['tcp-bulk', '--param', 'loss=1', '--param', 'loss=2'], 'parameter loss is given twice'],
    [['tcp-bulk', '--live=remote'], '--live is given alone or as --live=processes, not --live=remote'],
    [['tcp-bulk', '--heal-at', '5'], '--heal-at and --within belong to --liveness'],
    [['tcp-bulk', '--liveness', '--within', '0'], '--within must be a whole number of at least 1, not "0"'],
    [['tcp-bulk', '--live', '--liveness'], '--liveness heals a virtual network: on real sockets it cannot be done'],
    [
      ['tcp-bulk', '--live', '--check'],
      '--check compares virtual runs event by event: on real sockets no two runs are the same',
    ],
  ])('sim %j', async (argv, message) => {
    const error = await read(...argv).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).toBe(message)
  })
})
