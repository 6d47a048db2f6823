// One machine of the world, over all its lives: its name, address, disk and console stay; the kernel goes with
// a crash, the process with its program.
import type { NatOptions } from '../host/addressing.ts'
import type { HostSpec, ProgramEnd } from '../host/backing.ts'
import { invariant } from '../host/errors.ts'
import type { Program } from '../host/program.ts'
import type { Random } from '../host/random.ts'
import type { ByteArena } from './byte-arena.ts'
import { callSoon } from './call.ts'
import { ConsoleDevice } from './console-device.ts'
import { DiskStore, type TornFile } from './disk-store.ts'
import type { Fabric } from './fabric.ts'
import { HostClock } from './faults/host-clock.ts'
import type { Tear } from './faults/tear.ts'
import { Kernel } from './kernel.ts'
import { Leeway } from './leeway.ts'
import { MappedPorts } from './mapped-ports.ts'
import type { Nanos } from './nanos.ts'
import { Nat } from './nat.ts'
import { PortAllocator } from './port-allocator.ts'
import { Process } from './process.ts'
import { Resolver } from './resolver.ts'
import type { SharedPages } from './shared-pages.ts'
import { createVirtualHost } from './virtual-host.ts'
import type { WorldEvents } from './world-events.ts'

const PORT_OFFSETS = 65_536

const never = () => false

export class Machine {
  readonly index: number
  readonly spec: HostSpec
  readonly console: ConsoleDevice
  readonly store: DiskStore
  /** What faults have made of its clock and decide its torn writes with; null: they have not. */
  clock: HostClock | null = null
  tearRandom: Random | null = null
  readonly #fabric: Fabric
  readonly #arena: ByteArena
  readonly #events: WorldEvents
  readonly #ports: PortAllocator
  readonly #leeway: Leeway | null
  readonly #resolver: Resolver
  #natPorts: MappedPorts | null = null
  /** Null while the machine is off. */
  #kernel: Kernel | null = null
  #process: Process | null = null
  #program: Program | null = null
  #lives = 0
  #eventTime: Nanos = 0

  constructor(
    fabric: Fabric,
    arena: ByteArena,
    pages: SharedPages,
    events: WorldEvents,
    index: number,
    spec: HostSpec,
  ) {
    this.#fabric = fabric
    this.#arena = arena
    this.store = new DiskStore(pages)
    this.#events = events
    this.index = index
    this.spec = spec
    const ports = fabric.streams.stream(`ports ${spec.name}`)
    this.#ports = new PortAllocator(ports.below(PORT_OFFSETS), fabric.isExact ? 0 : ports.below(PORT_OFFSETS))
    this.#resolver = new Resolver(fabric, index, spec.resolver)
    this.#leeway = fabric.isExact ? null : new Leeway(fabric.streams.stream(`leeway ${spec.name}`))
    this.console = new ConsoleDevice({
      wrote: (text) => events.onOutput(index, text),
      typed: (line) => events.onInput(index, line),
    })
    this.#fillDisk()
  }

  /** A program runs on it. */
  get isRunning(): boolean {
    return this.#process?.alive === true
  }

  /** The process of its last program; null before the first. */
  get process(): Process | null {
    return this.#process
  }

  /** Switches the machine on and starts its program, now. */
  start(): void {
    invariant(!this.isRunning, `${this.spec.name} is running already`)
    const process = new Process(this.#kernel ?? this.#boot(), this.#resolver)
    this.#process = process
    process.clock = this.clock
    if (this.#eventTime > 0) process.setPace(false, this.#eventTime)
    const host = createVirtualHost({
      name: this.spec.name,
      process,
      store: this.store,
      terminal: this.console.attach(process),
      random: this.#fabric.streams.stream(`host ${this.spec.name} ${++this.#lives}`),
      report: (event, details) => this.#events.onReport(this.index, event, details),
      buggify: this.#fabric.buggify === null ? never : (place, chance) => this.#buggify(place, chance),
      exit: (code) => this.end({ kind: 'exit', code }),
    })
    this.#events.onStart(this.index)
    process.enter()
    this.#program = this.spec.start(host)
  }

  /** Null while the machine is off. */
  get kernel(): Kernel | null {
    return this.#kernel
  }

  /** Timers of its program that wait. */
  get timers(): number {
    return this.#process?.timers ?? 0
  }

  interrupt(): void {
    if (this.#process !== null) callSoon(this.#process, () => this.#program?.interrupt())
  }

  /** The program ends; the machine stays on, and its kernel finishes the connections. */
  end(end: ProgramEnd): void {
    if (!this.isRunning) return
    this.#program = null
    this.#process?.end()
    this.#events.onEnd(this.index, end)
  }

  /** Its clock, once a fault has made it wrong. */
  ownClock(): HostClock {
    this.clock ??= new HostClock(this.#fabric.scheduler)
    if (this.#process !== null) this.#process.clock = this.clock
    return this.clock
  }

  /** How fast its processor is: not at all, or so much time for each event. Slowness survives a restart. */
  setPace(isPaused: boolean, eventTime: Nanos): void {
    this.#eventTime = eventTime
    this.#process?.setPace(isPaused, eventTime)
  }

  /** Power off, without warning. Returns the files that it left torn. */
  crash(tear: Tear | null = null): readonly TornFile[] {
    const wasRunning = this.isRunning
    this.#program = null
    this.#kernel?.crash()
    this.#process?.end()
    this.#kernel = null
    this.#fabric.kernels[this.index] = null
    const torn = this.store.crash(tear)
    if (wasRunning) this.#events.onEnd(this.index, { kind: 'crash' })
    return torn
  }

  /** The world is over: nothing may run any more, and nobody is told. */
  scrap(): void {
    this.#program = null
    this.#kernel?.crash()
    this.#process?.end()
  }

  cutConnections(other: number): void {
    this.#kernel?.cutConnections(other)
  }

  #buggify(place: string, probability: number): boolean {
    return this.#fabric.buggify?.strikes(this.spec.name, place, probability) === true
  }

  #boot(): Kernel {
    const kernel = new Kernel(this.#fabric, this.index, this.#arena, this.#ports, this.spec)
    kernel.leeway = this.#leeway
    const { nat } = this.spec
    if (nat !== undefined) kernel.nat = new Nat(kernel, nat, this.#mappedPorts(nat))
    this.#kernel = kernel
    this.#fabric.kernels[this.index] = kernel
    return kernel
  }

  #mappedPorts({ ports }: NatOptions): MappedPorts {
    this.#natPorts ??= new MappedPorts(ports, this.#fabric.streams.stream(`nat ${this.spec.name}`))
    return this.#natPorts
  }

  #fillDisk(): void {
    for (const [path, content] of Object.entries(this.spec.files ?? {})) {
      const slash = path.lastIndexOf('/')
      if (slash > 0) this.store.makeFolder(path.slice(0, slash))
      this.store.makeFile(path).write(0, typeof content === 'string' ? Buffer.from(content, 'utf8') : content)
    }
    this.store.syncAll()
  }
}
