// For tests of whole programs, which start them from bin/, as users do: builds them when a source has changed since.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The path of a program that is up to date. */
export function builtProgram(name: string): string {
  return fileURLToPath(new URL(`../bin/${name}.js`, import.meta.url))
}

const script = fileURLToPath(new URL('../scripts/setup.mjs', import.meta.url))
const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
if (status !== 0) throw new Error('the programs could not be built')
