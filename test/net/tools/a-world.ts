// Worlds for tests: hosts whose `Host` the test holds, and a record of what the observer is told.
import type { Host } from '../../../src/host/host.ts'
import type { LinkOptions } from '../../../src/host/link-options.ts'
import type { Observer } from '../../../src/net/observer.ts'
import * as PacketFate from '../../../src/net/packet-fate.ts'
import type { PacketView } from '../../../src/net/packet.ts'
import { World, type WorldOptions } from '../../../src/net/world.ts'

const FATE_NAMES = Object.fromEntries(Object.entries(PacketFate).map(([name, value]) => [value, name]))

/** A packet as it was when the observer saw it: the world uses the packet itself again. */
export interface SeenPacket extends Omit<PacketView, 'payload' | 'payloadOffset'> {
  readonly atNanos: number
  readonly atMs: number
  readonly fate: string
  readonly payload: Uint8Array | null
}

/** Writes down every packet, and a line for everything else. */
export class Recorder implements Observer {
  readonly packets: SeenPacket[] = []
  /** Everything, packets included, as text. */
  readonly lines: string[] = []

  packet(atNanos: number, fate: PacketFate.Fate, packet: PacketView): void {
    const { protocol, source, sourcePort, destination, destinationPort, flags, sequence, acknowledgment } = packet
    const { windowBytes, length } = packet
    const payload = packet.payload?.slice(packet.payloadOffset, packet.payloadOffset + packet.length) ?? null
    const fields = { protocol, source, sourcePort, destination, destinationPort, flags, sequence, acknowledgment }
    const name = FATE_NAMES[fate] as string
    this.packets.push({ ...fields, windowBytes, length, payload, atNanos, atMs: atNanos / 1e6, fate: name })
    this.lines.push(`${atNanos} ${name} ${Object.values(fields).join(' ')} ${windowBytes} ${length} ${payload ?? ''}`)
  }

  written(atNanos: number, host: number, bytes: Uint8Array, length: number): void {
    this.lines.push(`${atNanos} written ${host} ${bytes.subarray(0, length)}`)
  }

  timer(atNanos: number, host: number, timer: number): void {
    this.lines.push(`${atNanos} timer ${host} ${timer}`)
  }

  report(atNanos: number, host: number, event: string, details: object): void {
    this.lines.push(`${atNanos} report ${host} ${event} ${JSON.stringify(details)}`)
  }

  output(atNanos: number, host: number, text: string): void {
    this.lines.push(`${atNanos} output ${host} ${text}`)
  }

  input(atNanos: number, host: number, line: string | null): void {
    this.lines.push(`${atNanos} input ${host} ${line}`)
  }

  fault(atNanos: number, action: object): void {
    this.lines.push(`${atNanos} fault ${JSON.stringify(action)}`)
  }

  start(atNanos: number, host: number): void {
    this.lines.push(`${atNanos} start ${host}`)
  }

  end(atNanos: number, host: number, end: { readonly kind: string }): void {
    this.lines.push(`${atNanos} end ${host} ${end.kind}`)
  }

  /** The packets of one fate. */
  of(fate: keyof typeof PacketFate): SeenPacket[] {
    return this.packets.filter((packet) => packet.fate === fate)
  }
}

export interface TestWorld {
  readonly world: World
  readonly recorder: Recorder
  /** The host of that name, of its present life. It must have started. */
  host(name: string): Host
}

export interface TestWorldOptions extends Partial<Omit<WorldOptions, 'observer'>> {
  /** Default: a and b. */
  readonly names?: readonly string[]
  readonly link?: LinkOptions
}

/**
 * A world whose hosts run an empty program, which a script may drive through `host`. Nothing has started. What a kernel leaves
 * open is decided the same way each time, unless the options say otherwise.
 */
export function aWorld(options: TestWorldOptions = {}): TestWorld {
  const { names = ['a', 'b'], link = {}, seed = 'test', exact = true, ...more } = options
  const recorder = new Recorder()
  const world = new World({ ...more, seed, exact, observer: recorder })
  const hosts = new Map<string, Host>()
  world.setDefaultLink(link)
  for (const name of names) {
    world.addHost({
      name,
      start: (host) => {
        hosts.set(name, host)
        return { interrupt() {} }
      },
    })
  }
  return {
    world,
    recorder,
    host(name) {
      const host = hosts.get(name)
      if (host === undefined) throw new Error(`host ${name} has not started`)
      return host
    },
  }
}

/** Starts every host of the world, plays the script, and closes the world. */
export async function play(
  test: TestWorld,
  script: (test: TestWorld) => Promise<void>,
  limitMs = 3_600_000,
): Promise<void> {
  const { world } = test
  try {
    await world.run(async () => {
      for (const name of world.hostNames) await world.start(name)
      await script(test)
    }, limitMs)
  } finally {
    await world.close()
  }
}
