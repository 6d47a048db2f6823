// Plays paced transfers from one sender to so many receivers, in virtual time or on real sockets.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartProgram } from '../../src/host/program.ts'
import { World } from '../../src/net/world.ts'
import { createRealHost, type RealHost } from '../../src/real/host.ts'
import { ScriptedConsole } from '../../src/real/scripted-terminal.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { type PacedPlan, pacedReceiver, pacedSender } from './paced-transfer.ts'

const VIRTUAL_LIMIT_MS = 3_600_000

export async function playVirtual(plan: PacedPlan, transfers: number): Promise<Outcome> {
  const world = new World({ seed: 'pacing' })
  const arrivals: (readonly number[])[] = []
  world.setDefaultLink({ latency: 0.05 })
  await world.run(async () => {
    await new Promise<void>((resolve) => {
      world.addHost({ name: 'sender', start: pacedSender(plan, () => resolve()) })
      void world.start('sender')
    })
    await new Promise<void>((resolve) => {
      const onDone = (times: readonly number[]) => {
        if (arrivals.push(times) === transfers) resolve()
      }
      for (let receiver = 0; receiver < transfers; receiver++) {
        world.addHost({ name: `receiver${receiver}`, start: pacedReceiver('sender', plan, onDone) })
        void world.start(`receiver${receiver}`)
      }
    })
  }, VIRTUAL_LIMIT_MS)
  await world.close()
  return outcomeOf(plan, arrivals, null)
}

/** All ends in this process: its processor time is that of the sender's timers and writes and of the receivers' reads. */
export async function playLive(plan: PacedPlan, transfers: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'seednet-bench-'))
  const hosts: RealHost[] = []
  const start = (name: string, program: StartProgram): void => {
    const host = createRealHost({ name, root: folder, terminal: new ScriptedConsole().newTerminal() })
    hosts.push(host)
    program(host)
  }
  try {
    await new Promise<void>((resolve) =>
      start(
        'sender',
        pacedSender(plan, () => resolve()),
      ),
    )
    const before = process.cpuUsage()
    const arrivals: (readonly number[])[] = []
    await new Promise<void>((resolve) => {
      const onDone = (times: readonly number[]) => {
        if (arrivals.push(times) === transfers) resolve()
      }
      for (let receiver = 0; receiver < transfers; receiver++) {
        start(`receiver${receiver}`, pacedReceiver('127.0.0.1', plan, onDone))
      }
    })
    const { user, system } = process.cpuUsage(before)
    return outcomeOf(plan, arrivals, (user + system) / 1e6)
  } finally {
    for (const host of hosts) host.stop('exit')
    rmSync(folder, { recursive: true })
  }
}
