// Plays every built-in scenario twice (`sim <name> --check`), as it is and under chaos, for CI. Exit code 1 when one fails;
// all are played.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const sim = fileURLToPath(new URL('../bin/sim.js', import.meta.url))
const list = spawnSync(process.execPath, [sim, 'list', '--json'], { encoding: 'utf8' })
if (list.status !== 0) {
  console.error(list.stderr)
  process.exit(1)
}
const failed = []
for (const { name } of JSON.parse(list.stdout)) {
  for (const chaos of [[], ['--chaos', 'rough']]) {
    const args = [name, ...chaos, '--check']
    const { status } = spawnSync(process.execPath, [sim, ...args], { stdio: 'inherit' })
    if (status !== 0) failed.push(args.join(' '))
  }
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`)
  process.exit(1)
}
