// Hosts that have a connection and say nothing, and beside them one transfer that is paced over a long time.
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import type { World } from '../../src/net/world.ts'

const PORT = 7003
const BLOCK_BYTES = 1000
const nothingToInterrupt: Program = { interrupt() {} }

function accept(host: Host): Program {
  host.net.createServer({}, (socket) => socket.on('data', () => {})).listen({ port: PORT })
  return nothingToInterrupt
}

function connect(host: Host, to: string, onConnect: () => void): Program {
  host.net.connect({ host: to, port: PORT }, onConnect)
  return nothingToInterrupt
}

/** Sends a block every so often, `blocks` of them. */
function pace(host: Host, to: string, blocks: number, everyMs: number, onDone: () => void): Program {
  const block = new Uint8Array(BLOCK_BYTES)
  const socket = host.net.connect({ host: to, port: PORT })
  let left = blocks
  const timer = host.clock.setInterval(() => {
    socket.write(block)
    if (--left > 0) return
    host.clock.clearInterval(timer)
    onDone()
  }, everyMs)
  return nothingToInterrupt
}

/** Builds a world of idle hosts in pairs with a connection each; what `work` sees then is all of them connected. */
export async function withIdleHosts(world: World, hosts: number, work: () => Promise<void> | void): Promise<void> {
  world.setDefaultLink({ latency: 10 })
  const pairs = hosts / 2
  let connected = 0
  let allConnected = (): void => {}
  const connections = new Promise<void>((resolve) => {
    allConnected = resolve
  })
  const onConnect = (): void => {
    if (++connected === pairs) allConnected()
  }
  for (let pair = 0; pair < pairs; pair++) {
    world.addHost({ name: `idle${pair}`, start: accept })
    world.addHost({ name: `other${pair}`, start: (host) => connect(host, `idle${pair}`, onConnect) })
  }
  await world.run(async () => {
    for (let pair = 0; pair < pairs; pair++) {
      await world.start(`idle${pair}`)
      await world.start(`other${pair}`)
    }
    if (pairs > 0) await connections
    await work()
  }, 7 * 86_400_000)
  await world.close()
}

/** One transfer of so many blocks beside the idle hosts. */
export async function playPacedAmongIdle(world: World, hosts: number, blocks: number, everyMs: number): Promise<void> {
  await withIdleHosts(world, hosts, async () => {
    world.addHost({ name: 'paced-receiver', start: accept })
    await world.start('paced-receiver')
    await new Promise<void>((resolve) => {
      world.addHost({
        name: 'paced-sender',
        start: (host) => pace(host, 'paced-receiver', blocks, everyMs, resolve),
      })
      void world.start('paced-sender')
    })
  })
}
