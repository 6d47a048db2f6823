// The package as its users get it: packed, installed in a folder of theirs, imported from JavaScript and TypeScript, in their
// own vitest, and its `sim` with a scenario of theirs. Skipped where npm cannot install.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const INSTALL_LIMIT_MS = 300_000
const root = join(import.meta.dirname, '../..')
const { devDependencies } = (await import(join(root, 'package.json'), { with: { type: 'json' } })).default as {
  devDependencies: Record<string, string>
}
const tools = ['typescript', 'vitest', 'tsx', '@types/node'].map((name) => `${name}@${devDependencies[name]}`)

let folder = ''
let isInstalled = false

/** Runs a program in the users' folder; its output and exit code. */
async function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|npm_)/.test(name)))
  const options = { cwd: folder, env: { ...clean, ...env, NO_COLOR: '1' }, maxBuffer: 64 * 1024 * 1024 }
  const result = promisify(execFile)(command, args, options)
  return result.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      stdout: error.stdout,
      output: error.stdout + error.stderr,
    }),
  )
}

const NODE = `import type { Host, Program } from 'seednet'

export function greeter(host: Host): Program {
  host.net.createServer({}, (socket) => socket.end('hello\\n')).listen({ port: 4000 })
  return { interrupt: () => host.exit(0) }
}

export function caller(host: Host): Program {
  const socket = host.net.connect({ host: 'greeter', port: 4000 })
  socket.on('data', (bytes) => host.terminal.write(new TextDecoder().decode(bytes)))
  socket.on('close', () => setTimeout(() => host.exit(0), 50))
  return { interrupt: () => host.exit(0) }
}
`

const SCENARIO = `import { defineScenario, exitsWith, number, prints } from 'seednet'
import { caller, greeter } from './nodes.ts'

export default defineScenario({
  name: 'theirs',
  purpose: 'Does it work where they are?',
  params: { loss: number(0.1, 'packets lost', { max: 0.5 }) },
  hosts: () => [
    { name: 'greeter', start: greeter },
    { name: 'caller', start: caller },
  ],
  network: ({ params }) => ({ everywhere: { latency: 10, lossRatio: params.loss } }),
  async script(stage) {
    await stage.ends('caller')
  },
  checks: () => [prints('caller', 'hello'), exitsWith('caller', 0)],
})
`

const TESTS = `import { expect } from 'vitest'
import { test } from 'seednet/vitest'
import { caller, greeter } from './nodes.ts'

test.world('the greeting arrives', { seeds: 5, link: { lossRatio: 0.2 } }, async ({ world, record }) => {
  world.addHost({ name: 'greeter', start: greeter })
  world.addHost({ name: 'caller', start: caller })
  await world.start('greeter')
  await world.start('caller')
  await world.sleep(60_000)
  expect(record.host('caller').output).toBe('hello\\n')
})

test.world('no seed is three', { seeds: 5 }, async ({ seed }) => {
  expect(seed).not.toBe(process.env.BAD_SEED)
})
`

const IN_JAVASCRIPT = `import { readFileSync } from 'node:fs'
import { World } from 'seednet'

const world = new World({ seed: '7' })
const seen = []
world.addHost({
  name: 'a',
  start(host) {
    try { readFileSync('x') } catch (error) { seen.push(error.message) }
    setTimeout(() => seen.push(Date.now()), 1000)
    return { interrupt: () => host.exit(0) }
  },
})
await world.run(async () => {
  await world.start('a')
  await world.sleep(2000)
}, 10_000)
await world.close()
console.log(JSON.stringify(seen))
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seednet-packed-'))
  await promisify(execFile)('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: root })
  const { version } = (await import(join(root, 'package.json'), { with: { type: 'json' } })).default as {
    version: string
  }
  await mkdir(join(folder, 'src'))
  const files = {
    'package.json': '{"private":true,"type":"module"}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        module: 'nodenext',
        moduleResolution: 'nodenext',
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        types: ['node'],
      },
      include: ['src'],
    }),
    'src/nodes.ts': NODE,
    'src/theirs.ts': SCENARIO,
    'src/theirs.test.ts': TESTS,
    'run.js': IN_JAVASCRIPT,
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  const install = ['install', '--no-audit', '--no-fund', `./seednet-${version}.tgz`, ...tools]
  const { code, output } = await run('npm', install)
  isInstalled = code === 0
  if (!isInstalled) console.warn(`the package could not be installed: ${output}`)
}, INSTALL_LIMIT_MS)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('its types resolve under nodenext, and hold', async ({ skip }) => {
  if (!isInstalled) skip('npm cannot install here')
  const { code, stdout } = await run('npx', ['--no-install', 'tsc', '-p', '.'])
  expect([code, stdout]).toEqual([0, ''])
})

test('it runs from JavaScript, with the guard', async ({ skip }) => {
  if (!isInstalled) skip('npm cannot install here')
  const { stdout } = await run(process.execPath, ['run.js'])
  const [refusal, dateMs] = JSON.parse(stdout) as [string, number]
  expect(refusal).toContain("host 'a' called fs.readFileSync")
  expect(dateMs).toBe(Date.UTC(2026, 0, 1) + 1000)
})

test('its test.world runs in their vitest; a failure names the seed, and SEEDNET_SEED plays it alone', async ({
  skip,
}) => {
  if (!isInstalled) skip('npm cannot install here')
  const vitest = ['--no-install', 'vitest', 'run']
  const good = await run('npx', vitest)
  expect([good.code, good.output]).toEqual([0, expect.stringContaining('2 passed')])
  const bad = await run('npx', vitest, { BAD_SEED: '3' })
  expect(bad.code).toBe(1)
  expect(bad.output).toContain('under seed 3 (seed 3 of 5)')
  expect(bad.output).toContain("SEEDNET_SEED=3 npx vitest run src/theirs.test.ts -t 'no seed is three'")
  const alone = await run('npx', [...vitest, 'src/theirs.test.ts', '-t', 'no seed is three'], {
    BAD_SEED: '3',
    SEEDNET_SEED: '3',
  })
  expect(alone.output).toContain('under seed 3 (seed 1 of 1)')
})

test('its sim plays a scenario of theirs, in TypeScript', async ({ skip }) => {
  if (!isInstalled) skip('npm cannot install here')
  const { code, stdout } = await run('npx', ['--no-install', 'sim', 'src/theirs.ts', '--seed', '7', '--json'])
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ scenario: 'theirs', passed: true })])
})
