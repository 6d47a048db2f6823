// A real machine, or a part of one, as a host: node:net, node:dgram, node:fs, the wall clock. It remembers all that the
// program opened, so that the program's end, also within a shared process, leaves nothing behind.
import { invariant } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import type { ReportDetails } from '../host/report.ts'
import type { Terminal } from '../host/terminal.ts'
import type { Attachment, Enter } from './bind-address.ts'
import { RealClock } from './clock.ts'
import { realCrypto } from './crypto.ts'
import { RealDgram } from './dgram.ts'
import { RealDisk } from './disk.ts'
import { LOOPBACK, RealDns } from './dns.ts'
import type { Gate } from './gate.ts'
import type { Ending, Lifetime } from './lifetime.ts'
import { RealNet } from './net.ts'
import { RealRandom } from './random.ts'

/** A terminal that can be taken away from a program: afterwards it writes nothing and calls nobody back. */
export interface ClosableTerminal extends Terminal {
  close(): void
}

export interface RealHostOptions {
  readonly name: string
  /** An address of its own (127.x.y.z) that its sockets are bound to. Absent: the machine's; it listens on 0.0.0.0. */
  readonly address?: string
  /** Host name → address, asked before anything else. */
  readonly names?: ReadonlyMap<string, string>
  /** Whether names that `names` does not have are looked up in the system. Default true. */
  readonly systemNames?: boolean
  /** The folder that is its disk. It must exist. */
  readonly root: string
  readonly terminal: ClosableTerminal
  /** What stands between the host and the others. Needs `address`. */
  readonly gate?: Gate
  /** Enters the program's context, where Node would not: for the events of accepted sockets. Default: just calls. */
  readonly enter?: Enter
  onReport?(event: string, details: ReportDetails): void
  /** The program has called `exit`, and all it had open is closed. */
  onExit?(code: number): void
}

/** What a program has open at the moment. */
export interface OpenCounts {
  readonly sockets: number
  readonly datagramSockets: number
  readonly timers: number
  readonly descriptors: number
}

export interface RealHost extends Host {
  readonly ended: boolean
  /** Ends the program from outside. `onExit` is not called. */
  stop(ending: Ending): void
  openCounts(): OpenCounts
}

export function createRealHost(options: RealHostOptions): RealHost {
  const { name, address = null, names = new Map(), systemNames = true, root, terminal, gate = null } = options
  invariant(gate === null || address !== null, 'a host behind a gate needs an address of its own')
  const ownAddress = address ?? LOOPBACK
  const lifetime: Lifetime = { ended: false }
  const dns = new RealDns({ ownAddress, names, systemNames }, lifetime)
  const attachment: Attachment = { address, gate, dns, enter: options.enter ?? null }
  const net = new RealNet(attachment, lifetime)
  const dgram = new RealDgram(attachment, lifetime)
  const clock = new RealClock(lifetime)
  const disk = new RealDisk(root, lifetime)

  const stop = (ending: Ending): void => {
    if (lifetime.ended) return
    lifetime.ended = true
    clock.stop()
    net.stop(ending)
    dgram.stop()
    disk.stop()
    terminal.close()
  }

  return {
    name,
    address: ownAddress,
    net,
    dgram,
    dns,
    clock,
    random: new RealRandom(),
    crypto: realCrypto,
    disk,
    terminal,
    get ended() {
      return lifetime.ended
    },
    buggify: () => false,
    report(event, details) {
      if (!lifetime.ended) options.onReport?.(event, details)
    },
    exit(code) {
      if (lifetime.ended) return
      stop('exit')
      options.onExit?.(code)
    },
    stop,
    openCounts() {
      const { openCount: sockets } = net
      return { sockets, datagramSockets: dgram.openCount, timers: clock.pendingCount, descriptors: disk.openCount }
    },
  }
}
