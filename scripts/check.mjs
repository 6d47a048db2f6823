// `npm run check`: everything CI holds the code to, each check by name. `--no-tests` leaves the tests out.
import { spawnSync } from 'node:child_process'

const bin = (name, ...args) => ['npx', '--no-install', name, ...args]

const CHECKS = [
  ['format', bin('biome', 'format', '.')],
  ['lint', bin('oxlint', '--type-aware', '--deny-warnings')],
  ['types', bin('tsc', '-p', 'tsconfig.json')],
  ['types of the pure floors', bin('tsc', '-p', 'tsconfig.pure.json')],
  ['types of the examples', bin('tsc', '-p', 'examples/tsconfig.json')],
  ['import layers', bin('depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'test', 'bench')],
  ['dead code', bin('knip')],
  ['tests', ['npm', 'test', '--silent']],
]

const leftOut = process.argv.includes('--no-tests') ? 'tests' : undefined
const failed = []
for (const [name, [command, ...args]] of CHECKS) {
  if (name === leftOut) continue
  const startedAt = performance.now()
  const isTests = name === 'tests'
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: isTests ? 'inherit' : 'pipe' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${result.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (result.status === 0) continue
  failed.push(name)
  if (!isTests) console.log([result.stdout, result.stderr, result.error?.message].filter(Boolean).join('\n'))
}
if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(', ')}`)
  process.exit(1)
}
