// The command `sim` as a user meets it: exit codes, the JSON document, wrong usage, and the command that replays a run.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { outcomeOf, runSim, startSim } from './run-sim.ts'

const folder = mkdtempSync(join(tmpdir(), 'seednet-sim-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NEVER_HOLDS = 'test/cli/scenarios/never-holds.ts'
const NEVER_THE_SAME = 'test/cli/scenarios/never-the-same.ts'

describe('sim <scenario>', () => {
  test('prints hosts, checks, figures and the fingerprint, and exits with 0', async () => {
    const { code, stdout, stderr } = await runSim(['corrupted-block', '--seed', '7'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/│ requester +│ +0 │ +40,000 │ +0 │ +40 │ +1 │ +0 │ +1 │ +0 │ +1 │ running │/)
    expect(stdout).toContain('  pass  the requester sends exactly one negative ACK, then one positive')
    expect(stdout).toMatch(/acks 1, nacks 1\nvirtual time [\d,.]+ ms, wall time [\d,.]+ ms, [\d,]+ events\n/)
    expect(stdout).toMatch(/\nfingerprint [0-9a-f]{32}\n$/)
  })

  test('--json prints one document, the same in every process but for the wall time', async () => {
    const [first, second, other] = await Promise.all(
      ['7', '7', '8'].map(async (seed) =>
        JSON.parse((await runSim(['corrupted-block', '--seed', seed, '--json'])).stdout),
      ),
    )
    expect(Object.keys(first)).toEqual([
      'scenario',
      'seed',
      'backing',
      'params',
      'passed',
      'fingerprint',
      'virtualMs',
      'wallMs',
      'events',
      'checks',
      'faults',
      'hosts',
      'metrics',
    ])
    expect(first).toMatchObject({ scenario: 'corrupted-block', seed: '7', backing: 'virtual', passed: true })
    expect({ ...second, wallMs: first.wallMs }).toEqual(first)
    expect(other.fingerprint).not.toBe(first.fingerprint)
    expect(other.metrics).toEqual({ acks: 1, nacks: 1 })
  })

  test('without a seed it plays the same run every time', async () => {
    const { stdout } = await runSim(['tcp-bulk', '--param', 'bytes=1', '--json'])
    expect(JSON.parse(stdout).seed).toBe('1')
  })

  test('a failed check exits with 1 and prints the seed and the command that replays the run', async () => {
    const { code, stdout, stderr } = await runSim([
      NEVER_HOLDS,
      '--seed',
      "it's",
      '--param',
      'ticks=5',
      '--param',
      'label=a b',
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('  FAIL  never holds: as it says')
    expect(stderr).toBe(
      `failed with seed it's: "never holds"\n` +
        `to play it again: npx sim ${NEVER_HOLDS} --seed 'it'\\''s' --param ticks=5 --param 'label=a b'\n`,
    )
  })

  test('started by npm run, it names the command of npm run', async () => {
    const { stdout, stderr } = await runSim([NEVER_HOLDS, '--json'], { npm_lifecycle_event: 'sim' })
    expect(JSON.parse(stdout).passed).toBe(false)
    expect(stderr).toContain(`to play it again: npm run sim -- ${NEVER_HOLDS} --seed 1\n`)
  })

  test('--check plays it twice and adds the comparison to the checks', async () => {
    const { code, stdout } = await runSim(['corrupted-block', '--check', '--json'])
    expect(code).toBe(0)
    const { checks, fingerprint, events } = JSON.parse(stdout)
    expect(checks.at(-1)).toEqual({
      name: 'the same seed gives the same run',
      passed: true,
      detail: `${events} events, twice the same, fingerprint ${fingerprint}`,
    })
  })

  test('--check shows the first event that does not come from the seed, as it was in two runs', async () => {
    const { code, stdout } = await runSim([NEVER_THE_SAME, '--check', '--json'])
    expect(code).toBe(1)
    const { passed, detail } = JSON.parse(stdout).checks.at(-1)
    expect(passed).toBe(false)
    const event = '{"atNanos":10000000,"event":"report","host":"gambler","report":"throws","details":{"dice":0.\\d+}}'
    expect(detail).toMatch(new RegExp(`^event \\d+ is not the same: one run has ${event}, another ${event}$`))
  })

  test('--trace writes every event of the run, one JSON object a line', async () => {
    const path = join(folder, 'events.jsonl')
    const { stdout } = await runSim(['corrupted-block', '--trace', path, '--json'])
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(JSON.parse(stdout).events)
    const times = lines.map((line) => JSON.parse(line).atNanos)
    expect(times).toEqual([...times].sort((one, other) => one - other))
    expect(lines.some((line) => line.includes('"report":"ack-sent","details":{"file":10,"positive":false}'))).toBe(true)
  })

  test('a reader that goes away is no error', async () => {
    const child = startSim(['corrupted-block', '--json'])
    child.stdout.destroy()
    const { code, stderr } = await outcomeOf(child)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('Ctrl-C ends a long run at once, with the trace written and 130', async () => {
    const path = join(folder, 'interrupted.jsonl')
    const child = startSim([NEVER_HOLDS, '--param', 'ticks=1000000000', '--trace', path])
    const outcome = outcomeOf(child)
    // The trace grows when the run has begun.
    while (sizeOf(path) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGINT')
    expect(await outcome).toEqual({ code: 130, stdout: '', stderr: 'sim: interrupted\n' })
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true)
  })
})

describe('sim list', () => {
  test('shows every scenario with its question and its parameters', async () => {
    const { code, stdout } = await runSim(['list'])
    expect(code).toBe(0)
    for (const name of Object.keys(builtinScenarios)) expect(stdout).toContain(`│ ${name} `)
    expect(stdout).toContain('queuePackets=100')
  })

  test('--json has them as data', async () => {
    const scenarios = JSON.parse((await runSim(['list', '--json'])).stdout)
    expect(scenarios.map(({ name }: { name: string }) => name)).toEqual(Object.keys(builtinScenarios))
    expect(scenarios[0]).toEqual({
      name: 'corrupted-block',
      purpose: expect.stringContaining('?'),
      params: expect.objectContaining({
        pauseMs: { type: 'integer', default: 50, min: 0, max: 60_000, help: expect.any(String) },
      }),
    })
  })

  test('with a name, explains the parameters of that one', async () => {
    const { stdout } = await runSim(['list', 'tcp-bulk'])
    expect(stdout).toContain(
      '--param queuePackets=100\n      packets that may wait at each end of the link (integer 1..1000000)',
    )
  })
})

describe('wrong usage exits with 2 and one clear line', () => {
  test.each([
    [['corupted-block'], 'there is no scenario "corupted-block"; did you mean corrupted-block?'],
    [['tcp-bulk', '--seed'], 'Not enough arguments following: seed'],
    [['tcp-bulk', '--param', 'loss=2'], 'parameter loss must be a number from 0 to 0.9, not "2"'],
    [[NEVER_THE_SAME, '--live'], 'never-the-same cannot be played on real sockets: it is about the seed'],
    [
      ['tcp-bulk', '--trace', '/no/such/folder/file'],
      "the trace file cannot be written: ENOENT: no such file or directory, open '/no/such/folder/file'",
    ],
  ])('sim %j', async (args, message) => {
    const { code, stdout, stderr } = await runSim(args)
    expect(stderr).toBe(`sim: ${message}\nsim: \`sim --help\` tells more\n`)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

test('--help shows options and examples', async () => {
  const { code, stdout } = await runSim(['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('sim <scenario> [options]')
  expect(stdout).toContain('sim corrupted-block --seed 7 --check')
})

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length
  } catch {
    return 0
  }
}
