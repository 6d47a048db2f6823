// A transfer in blocks at a wanted rate, written against the contract, so that the same nodes run in virtual time and on real
// sockets. The paces are those of the systems: the beat of the index swarm's blocks, the bucket of the datagram chat.
import type { Host } from '../../src/host/host.ts'
import type { Program, StartProgram } from '../../src/host/program.ts'
import { Beat } from '../../src/nodes/common/beat.ts'
import { FixedRate, Pace } from '../../src/nodes/datagram-chat/pace.ts'

/** `plain sleep` is the baseline: a timer for each block, and nothing that knows of the ones before. */
export type Scheme = 'block sleep' | 'token bucket' | 'plain sleep'

export interface PacedPlan {
  readonly scheme: Scheme
  /** Of one transfer. */
  readonly bytesPerSecond: number
  readonly blockBytes: number
  readonly blocks: number
}

const PORT = 7300
/** Blocks the bucket may hold: what a late timer leaves is not lost, and is no burst. */
const BURST_BLOCKS = 4
const nothingToInterrupt: Program = { interrupt() {} }

/** The pause that makes the rate. */
export function pauseMsOf({ bytesPerSecond, blockBytes }: PacedPlan): number {
  return (blockBytes * 1000) / bytesPerSecond
}

/** Sends the blocks to each that connects. */
export function pacedSender(plan: PacedPlan, onListening: () => void): StartProgram {
  return (host) => {
    const block = new Uint8Array(plan.blockBytes)
    const server = host.net.createServer({}, (socket) => {
      let left = plan.blocks
      socket.on('error', () => socket.destroy())
      socket.setNoDelay(true)
      /** False: that was the last one. */
      const send = (): boolean => {
        if (left === 0 || socket.destroyed) return false
        left--
        if (left === 0) socket.end(block)
        else socket.write(block)
        return left > 0
      }
      startPace(host, plan, send)
    })
    server.listen({ port: PORT }, onListening)
    return nothingToInterrupt
  }
}

function startPace(host: Host, plan: PacedPlan, send: () => boolean): void {
  const pauseMs = pauseMsOf(plan)
  const { clock } = host
  if (plan.scheme === 'plain sleep') {
    const step = () => void (send() && clock.setTimeout(step, pauseMs))
    return step()
  }
  if (plan.scheme === 'block sleep') {
    // A rate is wanted here, no pause is promised: a late block may be made up for at once.
    const beat = new Beat(clock, () => step(), pauseMs)
    const step = () => void (send() && beat.pause(pauseMs))
    return step()
  }
  const pace = new Pace(clock, new FixedRate(plan.bytesPerSecond), plan.blockBytes, BURST_BLOCKS)
  const step = () => {
    for (let packets = pace.packets; packets > 0; packets--) {
      pace.spend()
      if (!send()) return
    }
    clock.setTimeout(step, Math.max(1, Math.ceil(pace.waitMs)))
  }
  step()
}

/** Calls back with the time at which each block began to arrive. */
export function pacedReceiver(
  sender: string,
  plan: PacedPlan,
  onDone: (times: readonly number[]) => void,
): StartProgram {
  return (host) => {
    const times: number[] = []
    const socket = host.net.connect({ host: sender, port: PORT })
    socket.on('data', () => {
      const nowMs = host.clock.monotonicNow()
      const begun = Math.ceil(socket.bytesRead / plan.blockBytes)
      while (times.length < begun) times.push(nowMs)
    })
    socket.on('end', () => onDone(times))
    return nothingToInterrupt
  }
}
