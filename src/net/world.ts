// The virtual network as a backing: hosts, links, faults and virtual time behind one face. A run is a function of what it
// is told and of its seed.
import type { Backing, BackingEvents, Console, HostSpec, ProgramEnd } from '../host/backing.ts'
import { checkAction } from '../host/fault-schema.ts'
import type { FaultAction, FaultEvent } from '../host/faults.ts'
import type { Inspection } from '../host/inspection.ts'
import type { LinkOptions } from '../host/link-options.ts'
import type { ReportDetails } from '../host/report.ts'
import { Audit } from './audit/audit.ts'
import { inspect } from './audit/inspect.ts'
import { ByteArena } from './byte-arena.ts'
import { Fabric, NOBODY } from './fabric.ts'
import { Buggify } from './faults/buggify.ts'
import { FaultInjector } from './faults/fault-injector.ts'
import { addressesOf } from './host-addresses.ts'
import { Machine } from './machine.ts'
import { Realm } from './guard/realm.ts'
import { millisToNanos, nanosToMillis } from './nanos.ts'
import type { Observer } from './observer.ts'
import { RandomStreams } from './random-streams.ts'
import { RunLoop } from './run-loop.ts'
import { Scheduler } from './scheduler.ts'
import { SharedPages } from './shared-pages.ts'
import { LEAST_SEND_BUFFER_BYTES } from './tcp/parameters.ts'
import type { WorldEvents } from './world-events.ts'

export interface WorldOptions {
  /** Any text. */
  readonly seed: string
  /**
   * True: what a kernel leaves open is always decided the same way. A segment is one 'data', a new port is the one after the
   * last, and events at the same time happen in the order in which they were asked for. Default false: the seed decides.
   */
  readonly exact?: boolean
  /** Events at the same time happen in an order drawn from the seed. Default: unless `exact`. */
  readonly shuffleTies?: boolean
  /**
   * Why code of this world may reach what no seed decides (`Date`, `Math.random`, global timers, `node:fs`, …), and the guard
   * that puts it on virtual time, or refuses it, is off. Absent: the guard is on.
   */
  readonly unguarded?: string
  /** Share of the `buggify` places that are on in this run, 0..1. Default 0: none. */
  readonly buggifyRatio?: number
  /** Sees everything that happens. */
  readonly observer?: Observer
  /** Keeps account of links, streams and hosts for `inspect`. */
  readonly audit?: boolean
  /** Is told what the programs do, as on every backing. */
  readonly events?: BackingEvents
}

export class World implements Backing, WorldEvents {
  readonly kind = 'virtual'
  readonly #scheduler: Scheduler
  readonly #fabric: Fabric
  readonly #observer: Observer | null
  readonly #audit: Audit | null
  readonly #events: BackingEvents | null
  readonly #machines: Machine[] = []
  readonly #faults: FaultInjector
  readonly #arena = new ByteArena()
  readonly #pages = new SharedPages()
  /** Null: the guard is off. */
  readonly #realm: Realm | null
  readonly #loop: RunLoop

  constructor(options: WorldOptions) {
    const streams = new RandomStreams(options.seed)
    const { exact = false, shuffleTies = !exact } = options
    const ties = shuffleTies ? streams.stream('ties') : null
    this.#observer = options.observer ?? null
    this.#events = options.events ?? null
    this.#scheduler = new Scheduler(ties === null ? null : () => ties.next())
    this.#audit = options.audit === true ? new Audit(this.#observer) : null
    this.#fabric = new Fabric(this.#scheduler, streams, this.#audit ?? this.#observer, exact)
    this.#fabric.streamAudit = this.#audit?.streams ?? null
    const { buggifyRatio = 0 } = options
    if (buggifyRatio > 0) this.#fabric.buggify = new Buggify(streams, buggifyRatio, (event) => this.#tellFault(event))
    this.#faults = new FaultInjector(this.#fabric, this.#machines, {
      tell: (event) => this.#tellFault(event),
      restart: (machine) => this.#start(machine),
    })
    this.#realm = options.unguarded === undefined ? this.#createRealm(streams) : null
    this.#loop = new RunLoop(this.#scheduler, this.#realm, (error) => this.#blame(error))
  }

  /** By host index, as the observer sees them. */
  get hostNames(): readonly string[] {
    return this.#fabric.hostNames
  }

  /** Events that have happened. */
  get events(): number {
    return this.#scheduler.events
  }

  nowMs(): number {
    return nanosToMillis(this.#scheduler.now)
  }

  // --- building ---------------------------------------------------------------------------------------------------

  addHost(spec: HostSpec): void {
    if (this.#fabric.hostNamed(spec.name) !== undefined) throw new Error(`there is a host named '${spec.name}' already`)
    const { sendBufferBytes = LEAST_SEND_BUFFER_BYTES } = spec
    if (!(sendBufferBytes >= LEAST_SEND_BUFFER_BYTES))
      throw new Error(
        `'${spec.name}' has sendBufferBytes ${sendBufferBytes}: at least ${LEAST_SEND_BUFFER_BYTES} are needed`,
      )
    const addresses = addressesOf(spec, this.#machines.length)
    const router = spec.behind === undefined ? undefined : this.#router(spec.behind)
    const index = this.#fabric.addHost(spec.name, addresses, { router, aliases: spec.aliases })
    this.#machines.push(new Machine(this.#fabric, this.#arena, this.#pages, this, index, spec))
  }

  #router(name: string): number {
    const machine = this.#machines[this.#fabric.hostNamed(name) ?? NOBODY]
    if (machine?.spec.nat !== undefined) return machine.index
    throw new Error(`a host is behind '${name}', which is no router: add it first, with \`nat\``)
  }

  setDefaultLink(options: LinkOptions): void {
    this.#fabric.setDefaultLink(options)
  }

  setLink(from: string, to: string, options: LinkOptions): void {
    this.#fabric.setLink(this.#faults.cast.machine(from).index, this.#faults.cast.machine(to).index, options)
  }

  // --- what users and fate do -------------------------------------------------------------------------------------

  async start(host: string): Promise<void> {
    this.#start(this.#faults.cast.machine(host))
  }

  interrupt(host: string): void {
    this.#faults.cast.machine(host).interrupt()
  }

  isRunning(host: string): boolean {
    return this.#faults.cast.machine(host).isRunning
  }

  console(host: string): Console {
    return this.#faults.cast.machine(host).console
  }

  apply(action: FaultAction): void {
    checkAction(action, null)
    this.#tellFault(action)
    this.#faults.apply(action)
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const fire = () => {
        this.#scheduler.userCodeRan = true
        resolve()
      }
      this.#scheduler.after(millisToNanos(Math.max(0, delayMs)), { fire })
    })
  }

  async readFile(host: string, path: string): Promise<Uint8Array | null> {
    const entry = this.#faults.cast.machine(host).store.entry(path)
    return entry === undefined || entry === 'folder' ? null : entry.read(0, entry.size)
  }

  async listFiles(host: string): Promise<string[]> {
    return this.#faults.cast.machine(host).store.filePaths()
  }

  inspect(): Inspection | null {
    return this.#audit === null ? null : inspect(this.#fabric, this.#machines, this.#audit)
  }

  // --- running ----------------------------------------------------------------------------------------------------

  run(script: () => Promise<void>, limitMs: number): Promise<void> {
    return this.#loop.run(script, limitMs)
  }

  async close(): Promise<void> {
    this.#loop.stop()
    for (const machine of this.#machines) machine.scrap()
  }

  /** An error that a program does not catch ends that program; one of the world itself ends the run. */
  #blame(error: unknown): void {
    const machine = this.#machines[this.#scheduler.currentHost]
    if (machine === undefined) {
      this.#loop.fail(error)
      return
    }
    machine.end({ kind: 'error', error: error instanceof Error ? error : new Error(String(error)) })
  }

  #createRealm(streams: RandomStreams): Realm {
    return new Realm({
      scheduler: this.#scheduler,
      streams,
      hostNames: this.#fabric.hostNames,
      processOf: (host) => this.#machines[host]?.process ?? null,
      blameHost: (error) => this.#blame(error),
      blameScript: (error) => this.#loop.fail(error),
    })
  }

  #start(machine: Machine): void {
    if (machine.isRunning) throw new Error(`'${machine.spec.name}' is running already`)
    // It has a name, because loaders differ in how an error's stack tells of functions without one.
    const start = () => machine.start()
    try {
      if (this.#realm === null) start()
      else this.#realm.asHosts(start)
    } catch (error) {
      this.#blame(error)
    }
  }

  // --- what machines tell -----------------------------------------------------------------------------------------

  onStart(host: number): void {
    this.#observer?.start(this.#scheduler.now, host)
  }

  onEnd(host: number, end: ProgramEnd): void {
    this.#observer?.end(this.#scheduler.now, host, end)
    this.#events?.onEnd(this.#nameOf(host), end)
  }

  onReport(host: number, event: string, details: ReportDetails): void {
    this.#observer?.report(this.#scheduler.now, host, event, details)
    this.#events?.onReport({ atMs: this.nowMs(), host: this.#nameOf(host), event, details })
  }

  onOutput(host: number, text: string): void {
    this.#observer?.output(this.#scheduler.now, host, text)
    this.#events?.onOutput(this.#nameOf(host), text)
  }

  onInput(host: number, line: string | null): void {
    this.#observer?.input(this.#scheduler.now, host, line)
  }

  #tellFault(event: FaultEvent): void {
    this.#observer?.fault(this.#scheduler.now, event)
    this.#events?.onFault?.(this.nowMs(), event)
  }

  #nameOf(host: number): string {
    return this.#fabric.hostNames[host] as string
  }
}
