// Makes a clone ready: installs the locked packages and compiles src/, each only when missing or out of date.
// Every npm script runs it first, so it is plain JavaScript, knows Node's own modules only, and is quick when there is
// nothing to do. It writes to stderr alone: `npm run --silent sim -- … --json` must stay pure JSON.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const USAGE = `usage: node scripts/setup.mjs [--bench] [--install-only] [--rebuild]`
const LOCK_STALE_AFTER_MS = 15 * 60_000
const LOCK_POLL_MS = 100

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const inRoot = (...parts) => join(root, ...parts)
const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
const lockFile = inRoot('.setup.lock')

/** The compiler checks everything and writes the types; this then writes the JavaScript of src/. */
const BUNDLER = 'scripts/bundle.mjs'

/** What is compiled, from what, to where; `src` is the folder below it for what is made of src/. */
const DIST = {
  name: 'src',
  config: 'tsconfig.build.json',
  inputs: ['src', 'tsconfig.json', 'tsconfig.build.json', BUNDLER],
  out: 'dist',
  src: '.',
}
const BENCH = {
  name: 'bench',
  config: 'bench/tsconfig.json',
  inputs: ['src', 'bench', 'tsconfig.json', 'bench/tsconfig.json', BUNDLER],
  out: '.bench',
  src: 'src',
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

function say(message) {
  process.stderr.write(`setup: ${message}\n`)
}

function checkNodeVersion() {
  const wanted = manifest.engines.node.replace(/^>=/, '').split('.').map(Number)
  const have = process.versions.node.split('.').map(Number)
  const isOlder = have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < (wanted[1] ?? 0))
  if (isOlder) fail(`${manifest.name} needs Node.js ${manifest.engines.node}; this is ${process.versions.node}`)
}

/** True when node_modules holds every package of the lock file in its locked version, by npm's own record of it. */
function isInstalled() {
  const record = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const locked = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  )
}

/** Identifies the state of a target's inputs: every file's path, size and time of change. */
function stampOf(target) {
  const hash = createHash('sha256')
  const visit = (path) => {
    const stats = statSync(inRoot(path))
    if (stats.isDirectory()) for (const name of readdirSync(inRoot(path)).sort()) visit(`${path}/${name}`)
    else hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`)
  }
  for (const path of target.inputs) visit(path)
  return hash.digest('hex')
}

/** The stamp lies inside the output, which is moved into place whole: an output with the right stamp is complete. */
function isBuilt(target) {
  const stamp = inRoot(target.out, '.setup-stamp')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(target)
}

function run(command, args, what) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.status === 0) return
  process.stderr.write(result.stdout ?? '')
  process.stderr.write(result.stderr ?? '')
  throw new Error(`${what} failed${result.error ? `: ${result.error.message}` : ''}`)
}

function install() {
  say('installing packages (npm ci)')
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  if (npm?.endsWith('npm-cli.js')) run(process.execPath, [npm, ...args], 'npm ci')
  else run('npm', args, 'npm ci')
}

/** Compiles into a folder of its own and moves that into place, so that nobody meets a half-built one. */
function build(target) {
  say(`compiling ${target.name}`)
  const stamp = stampOf(target)
  const next = inRoot(`${target.out}.next`)
  const old = inRoot(`${target.out}.old`)
  for (const path of [next, old]) rmSync(path, { recursive: true, force: true })
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
  run(process.execPath, [tsc, '-p', target.config, '--outDir', next], `compiling ${target.name}`)
  run(process.execPath, [BUNDLER, 'src', join(next, target.src)], `bundling ${target.name}`)
  writeFileSync(join(next, '.setup-stamp'), stamp)
  if (existsSync(inRoot(target.out))) renameSync(inRoot(target.out), old)
  renameSync(next, inRoot(target.out))
  rmSync(old, { recursive: true, force: true })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function isLockStale() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'))
    const ageMs = Date.now() - statSync(lockFile).mtimeMs
    // A lock without a number is one whose owner is between making it and writing to it.
    return ageMs > LOCK_STALE_AFTER_MS || (pid > 0 ? !isAlive(pid) : ageMs > 10 * LOCK_POLL_MS)
  } catch {
    return false
  }
}

function takeLock() {
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (tries === 20) say('waiting for another setup to finish')
    if (isLockStale()) rmSync(lockFile, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL_MS)
  }
}

function setUp(options) {
  const targets = options.installOnly ? [] : options.bench ? [DIST, BENCH] : [DIST]
  const outdated = () => targets.filter((target) => options.rebuild || !isBuilt(target))
  if (isInstalled() && outdated().length === 0) return
  takeLock()
  try {
    // Asked again: another setup may have done it all while this one waited for the lock.
    if (!isInstalled()) install()
    for (const target of outdated()) build(target)
  } finally {
    unlinkSync(lockFile)
  }
}

function parseArguments(args) {
  const known = {
    '--bench': 'bench',
    '--install-only': 'installOnly',
    '--rebuild': 'rebuild',
  }
  const unknown = args.find((arg) => !Object.hasOwn(known, arg))
  if (unknown !== undefined) fail(`setup: unknown argument ${unknown}\n${USAGE}`)
  return Object.fromEntries(args.map((arg) => [known[arg], true]))
}

checkNodeVersion()
try {
  setUp(parseArguments(process.argv.slice(2)))
} catch (error) {
  fail(`setup: ${error.message}`)
}
