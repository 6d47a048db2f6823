// The life of hosts in a live run that share a process: starts, ends, crashes, restarts, and what is left of them.
import { readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type ProgramEnd, RunLimitError } from '../../src/host/backing.ts'
import type { Host } from '../../src/host/host.ts'
import { LiveNetwork } from '../../src/real/live-network.ts'
import { connectPair, listen, next, onLiveStage } from './tools/live-stage.ts'

const runFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('seednet-live-'))

/** Descriptors of sockets that this process has. */
function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => targetOf(fd).startsWith('socket:')).length
}

/** Empty for the descriptor that read the folder, which is closed by now. */
function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

describe('how a program ends', () => {
  test('exit: its streams end, its timers are gone, and what it calls afterwards does nothing', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host, ends, reports }) => {
      const [a, b] = [host('a'), host('b')]
      const { client, served } = await connectPair(a, b)
      served.resume()
      const ended = next(served, 'end')
      a.clock.setInterval(() => a.report('tick', {}), 5)
      client.on('close', () => a.report('closed', {}))
      client.write('last')
      a.exit(7)
      await ended
      a.exit(8)
      a.report('late', {})
      a.terminal.write('late')
      a.net.connect({ host: 'b', port: 1 }).on('error', () => a.report('error', {}))
      a.clock.setTimeout(() => a.report('timer', {}), 1)
      a.disk.stat('.', () => a.report('disk', {}))
      a.dns.lookup('b', () => a.report('dns', {}))
      await network.sleep(40)
      expect(ends).toEqual([{ host: 'a', end: { kind: 'exit', code: 7 } }])
      expect([reports, network.console('a').output]).toEqual([[], ''])
      expect(served.bytesRead).toBe(4)
    })
  })

  test('a crash: its streams are reset, its ports closed, and nothing of it is called again', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host, ends, reports }) => {
      const { client, served } = await connectPair(host('a'), host('b'))
      const b = host('b')
      served.on('close', () => b.report('closed', {}))
      client.resume()
      const failed = next(client, 'error')
      network.apply({ kind: 'crash', host: 'b' })
      expect(network.isRunning('b')).toBe(false)
      expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
      expect([ends, reports]).toEqual([[{ host: 'b', end: { kind: 'crash' } }], []])
    })
  })

  test('a crash and a restart: a new program on the same ports, with the files of the one before', async () => {
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      const before = host('b')
      await listen(before)
      await new Promise<void>((resolve) => before.disk.writeFile('kept', 'data', () => resolve()))
      network.apply({ kind: 'crash', host: 'b' })
      network.apply({ kind: 'restart', host: 'b' })
      while (host('b') === before) await network.sleep(2)
      expect(host('b').address).toBe(before.address)
      await listen(host('b'))
      await next(host('a').net.connect({ host: 'b', port: 5000 }), 'connect')
      expect(Buffer.from((await network.readFile('b', 'kept')) ?? []).toString()).toBe('data')
    })
  })

  test.each([
    ['a timer', (host: Host) => void host.clock.setTimeout(fail, 1)],
    ['a callback of the disk', (host: Host) => host.disk.stat('.', fail)],
    ['a listener of an accepted socket', (host: Host) => callMyself(host, (socket) => socket.on('data', fail))],
    ['an error event that nobody hears', (host: Host) => void host.net.connect({ host: 'a', port: 9 })],
    ['a prompt', (host: Host) => host.terminal.prompt('', fail)],
  ])('an error that %s throws ends that program alone', async (_, act) => {
    const ends: { host: string; end: ProgramEnd }[] = []
    const events = {
      onReport: () => {},
      onOutput: () => {},
      onEnd: (host: string, end: ProgramEnd) => ends.push({ host, end }),
    }
    const network = new LiveNetwork({ seed: 'errors', events })
    network.addHost({ name: 'bystander', start: () => ({ interrupt() {} }) })
    const start = (host: Host) => {
      act(host)
      return { interrupt() {} }
    }
    network.addHost({ name: 'a', start })
    try {
      await network.run(async () => {
        await network.start('bystander')
        network.console('a').type('line')
        await network.start('a')
        while (ends.length === 0) await network.sleep(2)
      }, 5000)
      expect(ends).toMatchObject([{ host: 'a', end: { kind: 'error' } }])
      expect(network.isRunning('bystander')).toBe(true)
    } finally {
      await network.close()
    }
  })

  test('starting a host that is on, and one that is none, are errors', async () => {
    await onLiveStage(['a'], async ({ network }) => {
      await expect(network.start('a')).rejects.toThrow("'a' is running already")
      await expect(network.start('z')).rejects.toThrow("no host named 'z'")
      expect(() => network.apply({ kind: 'restart', host: 'a' })).toThrow('running already')
    })
  })
})

describe('the run', () => {
  test('that takes longer than its limit rejects with a RunLimitError', async () => {
    const network = new LiveNetwork({ seed: 'limit' })
    await expect(network.run(() => network.sleep(10_000), 20)).rejects.toThrow(RunLimitError)
    await network.close()
  })

  test('files of a host are there before it starts, and can be listed and read', async () => {
    const network = new LiveNetwork({ seed: 'files' })
    const files = { 'top.txt': 'one', 'folder/below.bin': new Uint8Array([1, 2]) }
    network.addHost({ name: 'a', files, start: () => ({ interrupt() {} }) })
    try {
      expect(await network.listFiles('a')).toEqual(['folder/below.bin', 'top.txt'])
      expect(await network.readFile('a', 'folder/below.bin')).toEqual(new Uint8Array([1, 2]))
      expect(await network.readFile('a', 'none')).toBeNull()
    } finally {
      await network.close()
    }
  })

  test('typed lines that a program did not read are there for the next', async () => {
    await onLiveStage(['a'], async ({ network, host }) => {
      const first = host('a')
      network.console('a').type('one')
      network.console('a').type('two')
      expect(await new Promise((resolve) => first.terminal.prompt('? ', resolve))).toBe('one')
      network.apply({ kind: 'crash', host: 'a' })
      await network.start('a')
      expect(await new Promise((resolve) => host('a').terminal.prompt('! ', resolve))).toBe('two')
      expect(network.console('a').output).toBe('? ! ')
    })
  })

  test('two at the same time do not meet', async () => {
    await onLiveStage(['a'], async (one) => {
      await onLiveStage(['a'], async (other) => {
        await listen(one.host('a'))
        await listen(other.host('a'))
        expect(one.host('a').address).not.toBe(other.host('a').address)
      })
    })
  })

  test('closed in the middle of everything, it leaves no socket, no folder and no timer behind', async () => {
    const folders = runFolders()
    const sockets = openSockets()
    await onLiveStage(['a', 'b'], async ({ network, host }) => {
      network.setDefaultLink({ latency: 500 })
      await listen(host('b'))
      for (let call = 0; call < 10; call++) host('a').net.connect({ host: 'b', port: 5000 }).write('on its way')
      host('a').dgram.createSocket('udp4').send(new Uint8Array(10), 6000, 'b')
      host('a').clock.setInterval(() => {}, 1000)
      await network.sleep(50)
      network.apply({ kind: 'partition', from: '*', to: '*' })
      expect(openSockets()).toBeGreaterThan(sockets + 10)
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(runFolders()).toEqual(folders)
    expect(openSockets()).toBe(sockets)
    expect(process.getActiveResourcesInfo().filter((kind) => /^(TCP|UDP)/.test(kind))).toEqual([])
  })

  test('200 hosts in one process: each calls the next, and all is closed again', async () => {
    const sockets = openSockets()
    const names = Array.from({ length: 200 }, (_, number) => `host${number}`)
    await onLiveStage(names, async ({ host }) => {
      for (const name of names) await listen(host(name))
      const calls = names.map((name, at) => {
        const other = names[(at + 1) % names.length] ?? ''
        return next(host(name).net.connect({ host: other, port: 5000 }), 'connect')
      })
      await Promise.all(calls)
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(openSockets()).toBe(sockets)
  })
})

function fail(): never {
  throw new Error('thrown by a program')
}

function callMyself(host: Host, onConnection: (socket: ReturnType<Host['net']['connect']>) => void): void {
  host.net.createServer({}, onConnection).listen({ port: 5000 }, () => {
    host.net.connect({ port: 5000 }, () => {}).write('call')
  })
}
