// The command that a failed run prints must play that very run, in any POSIX shell.
import { expect, test } from 'vitest'
import { replayCommand } from '../../src/cli/replay-command.ts'
import { readArguments } from '../../src/cli/sim-arguments.ts'

async function replay(...argv: string[]): Promise<string> {
  const request = await readArguments(argv, 100)
  if (request.kind !== 'run') throw new Error('no run')
  return replayCommand(request, request.params, false)
}

test.each([
  [['tcp-bulk'], 'npx sim tcp-bulk --seed 1'],
  [['tcp-bulk', '--seed', '7', '--json', '--trace', 'x', '--check'], 'npx sim tcp-bulk --seed 7 --check'],
  [['tcp-bulk', '--param', 'a=1', '--live'], 'npx sim tcp-bulk --seed 1 --param a=1 --live'],
  [['tcp-bulk', '--buggify', '--check'], 'npx sim tcp-bulk --seed 1 --buggify --check'],
  [['tcp-bulk', '--faults', 'my faults.json'], "npx sim tcp-bulk --seed 1 --faults 'my faults.json'"],
  [['tcp-bulk', '--only-faults', 'f.json'], 'npx sim tcp-bulk --seed 1 --only-faults f.json'],
  [['tcp-bulk', '--liveness', '--within', '70'], 'npx sim tcp-bulk --seed 1 --liveness --within 70'],
  [['tcp-bulk', '--live=processes'], 'npx sim tcp-bulk --seed 1 --live=processes'],
  [['./my scenario.ts', '--seed', '$x'], "npx sim './my scenario.ts' --seed '$x'"],
  [['tcp-bulk', '--seed', "it's"], "npx sim tcp-bulk --seed 'it'\\''s'"],
])('%j', async (argv, command) => {
  expect(await replay(...argv)).toBe(command)
})
