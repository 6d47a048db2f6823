// Puts the contract's `Host` together for one process: sockets, clock, disk, terminal, dice.
import type { Host } from '../host/host.ts'
import type { Random } from '../host/random.ts'
import type { ReportDetails } from '../host/report.ts'
import type { Terminal } from '../host/terminal.ts'
import { LOOPBACK_4 } from './address-table.ts'
import type { DiskStore } from './disk-store.ts'
import type { Process } from './process.ts'
import { VirtualClock } from './virtual-clock.ts'
import { virtualCrypto } from './virtual-crypto.ts'
import { VirtualDatagramSocket } from './virtual-datagram-socket.ts'
import { virtualDns } from './virtual-dns.ts'
import { VirtualDisk } from './virtual-disk.ts'
import { VirtualServer } from './virtual-server.ts'
import { VirtualSocket } from './virtual-socket.ts'

export interface HostParts {
  readonly name: string
  readonly process: Process
  readonly store: DiskStore
  readonly terminal: Terminal
  readonly random: Random
  report(event: string, details: ReportDetails): void
  exit(code: number): void
  buggify(name: string, probability: number): boolean
}

export function createVirtualHost(parts: HostParts): Host {
  const { name, process, terminal, random } = parts
  const { fabric, addresses } = process.kernel
  const clock = new VirtualClock(process)
  process.programClock = clock
  return {
    name,
    address: fabric.addresses.textOf(addresses[0] ?? LOOPBACK_4),
    net: {
      connect: (options, onConnect) =>
        new VirtualSocket(process, options.allowHalfOpen === true).connect(options, onConnect),
      createServer(options, onConnection) {
        const server = new VirtualServer(process, options)
        if (onConnection !== undefined) server.on('connection', onConnection)
        return server
      },
    },
    dgram: {
      createSocket(type, onMessage) {
        const socket = new VirtualDatagramSocket(process, typeof type === 'string' ? { type } : type)
        if (onMessage !== undefined) socket.on('message', onMessage)
        return socket
      },
    },
    dns: virtualDns(process),
    clock,
    random,
    crypto: virtualCrypto,
    disk: new VirtualDisk(process, parts.store),
    terminal,
    report(event, details) {
      if (process.alive) parts.report(event, details)
    },
    buggify: parts.buggify,
    exit(code) {
      if (process.alive) parts.exit(code)
    },
  }
}
