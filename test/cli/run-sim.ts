// Runs the command `sim` in a process of its own, as a user would.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { builtProgram } from '../build-first.ts'

const program = builtProgram('sim')
const folder = fileURLToPath(new URL('../..', import.meta.url))

export interface SimOutcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export function startSim(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { npm_lifecycle_event: _, ...inherited } = process.env
  return spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...inherited, ...env } })
}

export function runSim(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<SimOutcome> {
  return outcomeOf(startSim(args, env))
}

export function outcomeOf(child: ReturnType<typeof startSim>): Promise<SimOutcome> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes
  })
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
