// A world with a bit of everything, for tests of determinism: streams, datagrams, timers, disk, dice, promises of any
// depth, console, faults. What the observer was told comes back as lines.
import type { Host } from '../../../src/host/host.ts'
import { World, type WorldOptions } from '../../../src/net/world.ts'
import { Recorder } from './a-world.ts'

function server(host: Host) {
  host.net
    .createServer({}, (socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        // The answer goes out after a chain of promises and ticks.
        void (async () => {
          for (let hop = 0; hop < 5; hop++) await Promise.resolve()
          process.nextTick(() => socket.write(bytes))
        })()
      })
    })
    .listen({ port: 5000 })
  const socket = host.dgram.createSocket('udp4', (bytes, from) => socket.send(bytes, from.port, from.address))
  socket.bind({ port: 5001 })
  return { interrupt: () => host.exit(0) }
}

function client(host: Host) {
  const dial = () => {
    const socket = host.net.connect({ host: 'server', port: 5000 })
    let heard = 0
    socket.on('connect', () => socket.write(new Uint8Array(20_000).fill(host.random.below(256))))
    socket.on('data', (bytes) => {
      heard += bytes.length
      host.report('heard', { bytes: heard })
      if (heard === 20_000) socket.end()
    })
    socket.on('error', (error) => host.report('error', { code: error.code ?? '' }))
    socket.on('close', () => host.clock.setTimeout(dial, 1 + host.random.below(50)))
  }
  dial()
  const datagrams = host.dgram.createSocket('udp4', (bytes) => host.report('echo', { size: bytes.length }))
  host.clock.setInterval(() => datagrams.send(new Uint8Array(host.random.below(3000)), 5001, 'server'), 20)
  host.disk.writeFile('log', 'started', () => host.terminal.write('ready\n'))
  return { interrupt: () => host.exit(0) }
}

export interface BusyOptions extends Pick<WorldOptions, 'seed' | 'exact' | 'shuffleTies'> {
  readonly clients?: readonly string[]
}

export async function runBusyWorld({ clients = ['one', 'two'], ...options }: BusyOptions): Promise<string[]> {
  const recorder = new Recorder()
  const world = new World({ ...options, observer: recorder })
  const latency = { kind: 'uniform', minMs: 1, maxMs: 5 } as const
  world.setDefaultLink({ latency, lossRatio: 0.02, duplicateRatio: 0.01, reorderRatio: 0.05 })
  world.addHost({ name: 'server', start: server })
  for (const name of clients) world.addHost({ name, start: client })
  try {
    await world.run(async () => {
      await world.start('server')
      for (const name of clients) await world.start(name)
      await world.sleep(300)
      world.apply({ kind: 'crash', host: 'server' })
      await world.sleep(50)
      world.apply({ kind: 'restart', host: 'server' })
      await world.sleep(650)
      for (const name of clients) world.interrupt(name)
      await world.sleep(10)
    }, 10_000)
  } finally {
    await world.close()
  }
  return recorder.lines
}
