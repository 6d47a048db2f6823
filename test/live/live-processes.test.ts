// A live run with a process for each host: a crash is SIGKILL, and a restart finds the files of the one before.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/host/backing.ts'
import type { Report } from '../../src/host/report.ts'
import { LiveProcesses } from '../../src/real/live-processes.ts'
import { echoHosts } from './fixtures/echo-hosts.ts'

interface Stage {
  readonly run: LiveProcesses
  readonly reports: Report[]
  readonly ends: { host: string; end: ProgramEnd }[]
  /** Waits for one more report of that kind than there were. */
  reported(event: string): Promise<Report>
}

async function onStage(play: (stage: Stage) => Promise<void>, data = 'plain data'): Promise<void> {
  const reports: Report[] = []
  const ends: Stage['ends'] = []
  const run = new LiveProcesses({
    seed: 'processes',
    events: {
      onReport: (report) => reports.push(report),
      onOutput: () => {},
      onEnd: (host, end) => ends.push({ host, end }),
    },
    entry: fileURLToPath(new URL('fixtures/echo-child.ts', import.meta.url)),
    execArgv: ['--import', 'tsx'],
    data,
  })
  for (const [name, start] of Object.entries(echoHosts)) run.addHost({ name, start, files: { given: 'a file' } })
  let seen = 0
  const reported = async (event: string): Promise<Report> => {
    for (;;) {
      const found = reports.slice(seen).findIndex((report) => report.event === event)
      if (found >= 0) {
        seen += found + 1
        return reports[seen - 1] as Report
      }
      await run.sleep(5)
    }
  }
  try {
    await run.run(() => play({ run, reports, ends, reported }), 30_000)
  } finally {
    await run.close()
  }
}

/** Processes that have this one as their parent. */
function children(): string {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
}

test('SIGKILL of a host breaks its streams; restarted, it serves again with its files', async () => {
  const before = children()
  await onStage(async ({ run, ends, reported }) => {
    await run.start('server')
    await reported('listening')
    await run.start('client')
    expect((await reported('served')).details).toMatchObject({ bytes: 5 })
    await reported('answered')
    run.console('server').type('remember')
    await reported('wrote')
    run.apply({ kind: 'crash', host: 'server' })
    expect([run.isRunning('server'), ends]).toEqual([false, [{ host: 'server', end: { kind: 'crash' } }]])
    expect((await reported('failed')).details).toEqual({ code: 'ECONNREFUSED' })
    run.apply({ kind: 'restart', host: 'server' })
    await reported('answered')
    expect(Buffer.from((await run.readFile('server', 'line')) ?? []).toString()).toBe('remember')
    expect(await run.listFiles('server')).toEqual(['given', 'line'])
  })
  expect(children()).toBe(before)
})

test('links and partitions act between processes as well', async () => {
  await onStage(async ({ run, reports, reported }) => {
    run.setDefaultLink({ latency: 50 })
    await run.start('server')
    await reported('listening')
    await run.start('client')
    const served = await reported('served')
    expect((await reported('answered')).atMs - served.atMs).toBeGreaterThan(40)
    run.apply({ kind: 'partition', from: ['client'], to: ['server'] })
    run.apply({ kind: 'crash', host: 'client' })
    const count = reports.length
    await run.start('client')
    await run.sleep(300)
    expect(reports.slice(count)).toEqual([])
    run.apply({ kind: 'heal' })
    await reported('answered')
  })
})

test('the consoles, an exit, Ctrl-C and an error that nobody catches come across', async () => {
  await onStage(async ({ run, ends, reported }) => {
    const ended = async (count: number): Promise<void> => {
      while (ends.length < count) await run.sleep(5)
    }
    await run.start('server')
    await reported('listening')
    run.interrupt('server')
    await ended(1)
    await run.start('server')
    run.console('server').type('throw')
    await ended(2)
    await run.start('server')
    run.console('server').end()
    await ended(3)
    const [interrupted, thrown, exited] = ends.map(({ end }) => end)
    expect(interrupted).toEqual({ kind: 'exit', code: 0 })
    expect(thrown).toMatchObject({ kind: 'error', error: { message: 'asked to' } })
    expect(exited).toEqual({ kind: 'exit', code: 3 })
    expect(run.console('server').output).toBe('> > > ')
  })
})

test('a child whose host cannot be built ends with the reason', async () => {
  await onStage(async ({ run, ends }) => {
    await run.start('client')
    expect(ends).toMatchObject([
      { host: 'client', end: { kind: 'error', error: { message: 'nothing known of client with other data' } } },
    ])
  }, 'other data')
})

test('a pause is SIGSTOP: what is typed meanwhile is acted on when it is over, and not before', async () => {
  await onStage(async ({ run, reported }) => {
    await run.start('server')
    await reported('listening')
    const pausedMs = run.nowMs()
    run.apply({ kind: 'pause', hosts: ['server'], forMs: 600 })
    run.console('server').type('late')
    const { atMs } = await reported('wrote')
    expect(atMs - pausedMs).toBeGreaterThanOrEqual(595)
    run.apply({ kind: 'pause', hosts: '*' })
    run.console('server').type('later')
    await run.sleep(200)
    run.apply({ kind: 'resume', hosts: ['server'] })
    expect((await reported('wrote')).atMs - atMs).toBeGreaterThanOrEqual(195)
  })
})
