// The setup step, in a project of its own whose compiler is a script that counts its calls.
import { execFile, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** Stands in for tsc: takes a while, then writes one file, unless the source says that it is broken. */
const COMPILER = `
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const out = process.argv[process.argv.indexOf('--outDir') + 1]
appendFileSync('calls', 'x')
mkdirSync(out, { recursive: true })
writeFileSync(out + '/half', '')
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
const source = readFileSync('src/a.ts', 'utf8')
if (source === 'broken') { console.log('src/a.ts(1,1): error'); process.exit(2) }
writeFileSync(out + '/a.js', source)
`

let root = ''
const at = (path: string): string => join(root, path)
const calls = (): number => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').length : 0)

function write(path: string, content: unknown): void {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), typeof content === 'string' ? content : JSON.stringify(content))
}

function setUp(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('scripts/setup.mjs'), ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seednet-setup-'))
  mkdirSync(at('scripts'))
  copyFileSync('scripts/setup.mjs', at('scripts/setup.mjs'))
  write('package.json', { name: 'p', type: 'module', engines: { node: '>=20.19' } })
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  }
  write('package-lock.json', { packages })
  write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } })
  write('node_modules/typescript/package.json', { type: 'commonjs' })
  write('node_modules/typescript/bin/tsc', COMPILER)
  write('scripts/bundle.mjs', '')
  write('tsconfig.json', {})
  write('tsconfig.build.json', {})
  write('src/a.ts', 'one')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('the first run compiles and says so in one line on stderr', () => {
  expect(setUp()).toEqual({ status: 0, stdout: '', stderr: 'setup: compiling src\n' })
  expect(readFileSync(at('dist/a.js'), 'utf8')).toBe('one')
})

test('a run with all in place does nothing and says nothing', () => {
  setUp()
  expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(calls()).toBe(1)
})

test('a changed, a new and a removed source each compile again', () => {
  setUp()
  write('src/a.ts', 'other')
  setUp()
  expect(readFileSync(at('dist/a.js'), 'utf8')).toBe('other')
  write('src/b.ts', '')
  setUp()
  rmSync(at('src/b.ts'))
  setUp()
  expect(calls()).toBe(4)
})

test('a broken source fails with what the compiler printed, and the last good build stays', () => {
  setUp()
  write('src/a.ts', 'broken')
  const { status, stdout, stderr } = setUp()
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toBe('setup: compiling src\nsrc/a.ts(1,1): error\nsetup: compiling src failed\n')
  expect(readdirSync(at('dist')).sort()).toEqual(['.setup-stamp', 'a.js', 'half'])
  expect(readFileSync(at('dist/a.js'), 'utf8')).toBe('one')
})

test('of five runs at once one compiles, and all five end well', async () => {
  const run = () => promisify(execFile)(process.execPath, [at('scripts/setup.mjs')])
  const results = await Promise.all([run(), run(), run(), run(), run()])
  expect(calls()).toBe(1)
  expect(results.filter(({ stderr }) => stderr.includes('compiling'))).toHaveLength(1)
  expect(existsSync(at('.setup.lock'))).toBe(false)
})

test('a lock whose owner is dead holds nobody up', () => {
  const dead = spawnSync(process.execPath, ['-e', ''])
  write('.setup.lock', String(dead.pid))
  expect(setUp().status).toBe(0)
  expect(existsSync(at('.setup.lock'))).toBe(false)
})

test('packages that are not those of the lock file are installed again', () => {
  write('package-lock.json', { packages: { '': {}, 'node_modules/a': { version: '2.0.0' } } })
  write('npm-cli.js', `require('node:fs').writeFileSync('installed', process.argv.slice(2).join(' ')); process.exit(1)`)
  write('package.json', { name: 'p', engines: { node: '>=20.19' } })
  const env = { ...process.env, npm_execpath: at('npm-cli.js') }
  const { status, stderr } = spawnSync(process.execPath, [at('scripts/setup.mjs')], { encoding: 'utf8', env })
  expect(readFileSync(at('installed'), 'utf8')).toMatch(/^ci --include=dev /)
  expect([status, stderr]).toEqual([1, 'setup: installing packages (npm ci)\nsetup: npm ci failed\n'])
})

test('a Node that is too old is told so, and nothing else happens', () => {
  write('package.json', { name: 'p', engines: { node: '>=99.1' } })
  const stderr = `p needs Node.js >=99.1; this is ${process.versions.node}\n`
  expect(setUp()).toEqual({ status: 1, stdout: '', stderr })
  expect(calls()).toBe(0)
})

test('an argument that it does not know is an error', () => {
  expect(setUp('--what')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('unknown argument --what') as string,
  })
})
