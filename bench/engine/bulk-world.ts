// One server that sends a file to each of many clients at once, every one through a narrow link of its own.
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import type { World } from '../../src/net/world.ts'

export interface BulkPlan {
  readonly clients: number
  /** To each of them. */
  readonly bytes: number
  readonly latencyMs: number
  readonly bandwidthBps: number
  readonly queuePackets: number
}

const PORT = 7001
const PIECE_BYTES = 64 * 1024
const nothingToInterrupt: Program = { interrupt() {} }

/** Writes as fast as the socket takes it, and ends. */
function serve(host: Host, { bytes }: BulkPlan): Program {
  const piece = new Uint8Array(PIECE_BYTES)
  const server = host.net.createServer({}, (socket) => {
    let left = bytes
    const writeMore = (): void => {
      while (left > 0) {
        const size = Math.min(left, PIECE_BYTES)
        left -= size
        if (!socket.write(size === PIECE_BYTES ? piece : piece.subarray(0, size))) break
      }
      if (left === 0) socket.end()
    }
    socket.on('drain', () => {
      if (left > 0) writeMore()
    })
    writeMore()
  })
  server.listen({ port: PORT })
  return nothingToInterrupt
}

function fetchAll(host: Host, onDone: (bytes: number) => void): Program {
  const socket = host.net.connect({ host: 'server', port: PORT })
  socket.on('data', () => {})
  socket.on('end', () => onDone(socket.bytesRead))
  return nothingToInterrupt
}

/** Plays it to the end and leaves the world open. Throws when a byte is missing. */
export async function playBulk(world: World, plan: BulkPlan): Promise<void> {
  let done = 0
  let received = 0
  let finish = (): void => {}
  const allDone = new Promise<void>((resolve) => {
    finish = resolve
  })
  const onDone = (bytes: number): void => {
    received += bytes
    if (++done === plan.clients) finish()
  }
  const { latencyMs: latency, bandwidthBps, queuePackets } = plan
  world.setDefaultLink({ latency, bandwidthBps, queuePackets })
  world.addHost({ name: 'server', start: (host) => serve(host, plan) })
  for (let client = 0; client < plan.clients; client++) {
    world.addHost({ name: `client${client}`, start: (host) => fetchAll(host, onDone) })
  }
  await world.run(async () => {
    await world.start('server')
    for (let client = 0; client < plan.clients; client++) await world.start(`client${client}`)
    await allDone
  }, 3_600_000)
  if (received !== plan.clients * plan.bytes) throw new Error(`${received} bytes arrived`)
}
