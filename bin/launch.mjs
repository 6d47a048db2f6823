// Starts a program of dist/, given its path there. In a clone where nothing is built yet it sets that up first, so that
// `npx tracker 65001` works as the first command; an installed package is always built.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export async function launch(path) {
  const program = new URL(`../dist/${path}`, import.meta.url)
  if (!existsSync(program)) {
    const setup = fileURLToPath(new URL('../scripts/setup.mjs', import.meta.url))
    const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) process.exit(1)
  }
  await import(program.href)
}
