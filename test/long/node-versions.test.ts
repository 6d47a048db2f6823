// A seed gives the same run on every Node: the compiled `sim` on other majors, which npm installs for this test alone.
// Where they cannot be had the test is skipped and says so. `SEEDNET_LONG=short` plays one scenario.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'

const run = promisify(execFile)

const OTHER_MAJORS = [24, 26]
const SCENARIOS = process.env.SEEDNET_LONG === 'short' ? ['corrupted-block'] : Object.keys(builtinScenarios)
const SEED = '7'
const INSTALL_LIMIT_MS = 180_000
const OUTPUT_BYTES = 64 * 1024 * 1024

const sim = join(import.meta.dirname, '../../dist/cli/sim.js')

async function fingerprint(node: string, scenario: string): Promise<string> {
  const { stdout } = await run(node, [sim, scenario, '--seed', SEED, '--json'], { maxBuffer: OUTPUT_BYTES })
  const result = JSON.parse(stdout) as { passed: boolean; fingerprint: string }
  expect(result.passed).toBe(true)
  return result.fingerprint
}

describe.each(OTHER_MAJORS)('Node %i', (major) => {
  let folder: string
  let node: string | null = null

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `seednet-node-${major}-`))
    await writeFile(join(folder, 'package.json'), '{"private":true}')
    const install = ['install', '--no-audit', '--no-fund', `node@${major}`]
    try {
      await run('npm', install, { cwd: folder, timeout: INSTALL_LIMIT_MS })
      const found = join(folder, 'node_modules/node/bin/node')
      const { stdout } = await run(found, ['--version'])
      if (stdout.startsWith(`v${major}.`)) node = found
    } catch (error) {
      console.warn(`node@${major} could not be installed: ${String(error).split('\n')[0]}`)
    }
  }, INSTALL_LIMIT_MS + 30_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.for(SCENARIOS)('plays %s with the fingerprint that this Node gives', async (scenario, { skip }) => {
    if (node === null) skip(`node@${major} could not be installed`)
    else expect(await fingerprint(node, scenario)).toBe(await fingerprint(process.execPath, scenario))
  })
})
