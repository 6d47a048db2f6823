// Pairs of hosts that send a message back and forth over a stream: the load with the most events for its bytes.
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import type { World } from '../../src/net/world.ts'

export interface PingPongPlan {
  readonly pairs: number
  readonly roundTrips: number
  readonly messageBytes: number
  readonly latencyMs: number
  /** The pinging side is an async function that awaits each answer. */
  readonly withPromises?: boolean
}

const PORT = 7000
const nothingToInterrupt: Program = { interrupt() {} }

/** Sends back each message, once it is there whole. */
function echo(host: Host, { messageBytes }: PingPongPlan): Program {
  const message = new Uint8Array(messageBytes)
  const server = host.net.createServer({}, (socket) => {
    let received = 0
    socket.on('data', (bytes) => {
      received += bytes.length
      for (; received >= messageBytes; received -= messageBytes) socket.write(message)
    })
  })
  server.listen({ port: PORT })
  return nothingToInterrupt
}

function ping(host: Host, to: string, { messageBytes, roundTrips }: PingPongPlan, onDone: () => void): Program {
  const message = new Uint8Array(messageBytes)
  const socket = host.net.connect({ host: to, port: PORT }, () => socket.write(message))
  let received = 0
  let left = roundTrips
  socket.on('data', (bytes) => {
    received += bytes.length
    if (received < messageBytes) return
    received -= messageBytes
    if (--left > 0) socket.write(message)
    else onDone()
  })
  return nothingToInterrupt
}

/** The same with promises: a loop that awaits each answer. */
async function pingInTurns(host: Host, to: string, plan: PingPongPlan, onDone: () => void): Promise<void> {
  const message = new Uint8Array(plan.messageBytes)
  let wake = (): void => {}
  let received = 0
  const socket = host.net.connect({ host: to, port: PORT }, () => wake())
  socket.on('data', (bytes) => {
    received += bytes.length
    if (received >= plan.messageBytes) wake()
  })
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  await next()
  for (let left = plan.roundTrips; left > 0; left--) {
    received = 0
    socket.write(message)
    await next()
  }
  onDone()
}

/** Plays it to the end and leaves the world open; the number of messages that arrived. */
export async function playPingPong(world: World, plan: PingPongPlan): Promise<number> {
  let done = 0
  let finish = (): void => {}
  const allDone = new Promise<void>((resolve) => {
    finish = resolve
  })
  const onDone = (): void => {
    if (++done === plan.pairs) finish()
  }
  world.setDefaultLink({ latency: plan.latencyMs })
  for (let pair = 0; pair < plan.pairs; pair++) {
    world.addHost({ name: `echo${pair}`, start: (host) => echo(host, plan) })
    const start = (host: Host): Program => {
      if (plan.withPromises !== true) return ping(host, `echo${pair}`, plan, onDone)
      void pingInTurns(host, `echo${pair}`, plan, onDone)
      return nothingToInterrupt
    }
    world.addHost({ name: `ping${pair}`, start })
  }
  const limitMs = (plan.roundTrips + 10) * 2 * plan.latencyMs + 10_000
  await world.run(async () => {
    for (let pair = 0; pair < plan.pairs; pair++) {
      await world.start(`echo${pair}`)
      await world.start(`ping${pair}`)
    }
    await allDone
  }, limitMs)
  return plan.pairs * plan.roundTrips * 2
}
