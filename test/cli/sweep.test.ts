// The command `sim sweep` as a user meets it: exit codes, the report, the JSON document, Ctrl-C.
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Swept, sweepDocument, sweepReport } from '../../src/cli/sweep-report.ts'
import { groupFailures } from '../../src/explore/failure-groups.ts'
import { outcomeOf, runSim, startSim } from './run-sim.ts'

const SOME_FAIL = fileURLToPath(new URL('../explore/scenarios/some-fail.ts', import.meta.url))
const NEVER_HOLDS = 'test/cli/scenarios/never-holds.ts'

describe('sim sweep', () => {
  test('--json prints one document with the failures by groups, and exits with 1', async () => {
    const { code, stdout, stderr } = await runSim(['sweep', SOME_FAIL, '--seeds', '1..60', '--workers', '2', '--json'])
    expect(stderr).toBe('')
    expect(code).toBe(1)
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ scenario: 'some-fail', chaos: null, seeds: { first: 1, last: 60 }, runs: 60 })
    const [group] = document.groups
    expect(document.groups.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(document.failed)
    expect(group.replay).toBe(`npx sim ${SOME_FAIL} --seed ${group.seeds[0]}`)
    expect((await runSim(['sweep', SOME_FAIL, '--seeds', '2', '--chaos', 'mild'])).code).toBe(0)
  })

  test('Ctrl-C prints what was found so far and exits with 130', async () => {
    const child = startSim(['sweep', NEVER_HOLDS, '--param', 'ticks=1000', '--seeds', '1..1000000', '--workers', '1'])
    const outcome = outcomeOf(child)
    setTimeout(() => child.kill('SIGINT'), 2500)
    const { code, stdout, stderr } = await outcome
    expect(stderr).toBe('sim: interrupted\n')
    expect(stdout).toContain('interrupted: this is what was found so far\n')
    expect(code).toBe(130)
  })

  test.each([
    [['--seeds', '9..1'], 'seeds are given as two whole numbers, the first..the last, not "9..1"'],
    [['--chaos', 'wild'], '--chaos is one of mild, rough, brutal, not "wild"'],
    [['--limit', 'time=1'], 'there is no limit "time"; there are virtualMs, events, wallMs'],
    [['--workers', '0'], '--workers must be a whole number from 1 to 1024, not "0"'],
    [['--fail-fast', '--max-failures', '2'], '--fail-fast is --max-failures 1: give one of the two'],
  ])('wrong usage exits with 2 and one clear line: %j', async (args, message) => {
    const { code, stderr } = await runSim(['sweep', 'tcp-bulk', ...args])
    expect(stderr).toBe(`sim: ${message}\nsim: \`sim --help\` tells more\n`)
    expect(code).toBe(2)
  })
})

test('the report lists some seeds of each group and the command that replays the first', () => {
  const failures = Array.from({ length: 12 }, (_, index) => ({
    seed: index + 1,
    check: 'it holds',
    detail: `${index} of 5`,
    others: index === 3 ? ['it exits'] : [],
  }))
  const swept: Swept = {
    scenario: 'story',
    params: {},
    chaos: 'rough',
    seeds: { first: 1, last: 20 },
    result: { found: { runs: 20, events: 400, virtualMs: 5000, wallMs: 100, failures }, wallMs: 1000, end: 'complete' },
    groups: groupFailures(failures),
    replay: (seed) => `replay ${seed}`,
  }
  expect(sweepReport(swept).split('\n')).toEqual([
    'story, seeds 1..20, chaos rough',
    '20 runs in 1,000 ms (20 a second), 400 events, virtual time 5,000 ms',
    '12 seeds failed',
    '',
    '  FAIL  it holds: 12 seeds: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more',
    '        seed 1: 0 of 5',
    '        some of them also fail: it exits',
    '        replay 1',
  ])
  expect(sweepDocument(swept).groups[0]).toMatchObject({ count: 12, alsoFailed: ['it exits'], replay: 'replay 1' })
})
