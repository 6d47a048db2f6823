// A live run behind the `Backing` contract: hosts with loopback addresses and temporary folders of their own, the proxy
// between them, wall time. It must not know whether the programs share a process: a `Launcher` starts them.
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Backing,
  type BackingEvents,
  type Console,
  type HostSpec,
  type ProgramEnd,
  RunLimitError,
} from '../../host/backing.ts'
import { DataError } from '../../host/data-check.ts'
import { checkAction } from '../../host/fault-schema.ts'
import type { FaultAction } from '../../host/faults.ts'
import type { LinkOptions } from '../../host/link-options.ts'
import { MAX_DELAY_MS } from '../clock.ts'
import { ImpairmentProxy } from '../impairment-proxy/impairment-proxy.ts'
import { whyHostNotLive } from '../live-reasons.ts'
import { ScriptedConsole } from '../scripted-terminal.ts'
import { LoopbackAddresses, MAX_LIVE_HOSTS } from './loopback-addresses.ts'
import { FaultPlayer } from './fault-player.ts'
import { type Launcher, MachineFolder, type RunningProgram } from './machine.ts'

export interface LiveOptions {
  /** Decides the dice of the proxy's links. The rest of a live run is as it comes. */
  readonly seed: string
  /** Told what the programs do. */
  readonly events?: BackingEvents
}

/** One time that a host was on. */
interface Session {
  program: RunningProgram | null
}

interface Machine {
  readonly spec: HostSpec
  readonly index: number
  readonly console: ScriptedConsole
  /** Null: off. */
  session: Session | null
  /** Of the program before this one. */
  gone: Promise<void>
}

/** What a run claims of the machine, from its first start on. */
interface Ground {
  readonly addresses: LoopbackAddresses
  readonly folder: string
  /** A process that exits without closing leaves no folder behind either. */
  readonly removeFolder: () => void
}

export class LiveBacking implements Backing {
  readonly kind = 'live'
  readonly #events: BackingEvents | null
  readonly #launcher: Launcher
  readonly #proxy: ImpairmentProxy
  readonly #faults: FaultPlayer
  readonly #machines = new Map<string, Machine>()
  readonly #folders = new Map<string, MachineFolder>()
  readonly #names = new Map<string, string>()
  readonly #sleeps = new Set<NodeJS.Timeout>()
  #ground: Promise<Ground> | null = null
  #claimed: Ground | null = null
  #originMs = performance.now()
  #isClosed = false

  constructor({ seed, events }: LiveOptions, launcher: Launcher) {
    this.#events = events ?? null
    this.#launcher = launcher
    this.#proxy = new ImpairmentProxy(seed)
    this.#faults = new FaultPlayer(this.#proxy, {
      hostsNamed: (names) => (names === '*' ? [...this.#machines.keys()] : names),
      isRunning: (host) => this.isRunning(host),
      crash: (host) => this.#crash(this.#machine(host)),
      restart: (host) => this.#restart(this.#machine(host)),
      program: (host) => this.#machine(host).session?.program ?? null,
      tell: (event) => this.#events?.onFault?.(this.nowMs(), event),
    })
  }

  nowMs(): number {
    return performance.now() - this.#originMs
  }

  addHost(spec: HostSpec): void {
    const { name } = spec
    if (this.#machines.has(name)) throw new Error(`two hosts are named ${name}`)
    const reasons = whyHostNotLive(spec)
    if (reasons.length > 0)
      throw new DataError(reasons.map((reason) => `${name}: on real sockets ${reason}`).join('\n'))
    if (this.#machines.size === MAX_LIVE_HOSTS) throw new Error(`a live run has at most ${MAX_LIVE_HOSTS} hosts`)
    const console = new ScriptedConsole((text) => {
      if (!this.#isClosed) this.#events?.onOutput(name, text)
    })
    const index = this.#machines.size
    this.#machines.set(name, { spec, index, console, session: null, gone: Promise.resolve() })
    this.#proxy.addHost(name)
    if (this.#claimed !== null) this.#settle(name, index, this.#claimed)
  }

  setDefaultLink(options: LinkOptions): void {
    this.#proxy.setDefaultLink(options)
  }

  setLink(from: string, to: string, options: LinkOptions): void {
    this.#proxy.setLink(this.#machine(from).spec.name, this.#machine(to).spec.name, options)
  }

  async start(host: string): Promise<void> {
    const machine = this.#machine(host)
    if (machine.session !== null) throw new Error(`'${host}' is running already`)
    const session: Session = { program: null }
    machine.session = session
    await this.#open()
    const folder = this.#folder(host)
    await folder.make()
    await machine.gone
    // It was crashed, or the run was closed, before it could begin.
    if (machine.session !== session || this.#isClosed) return
    session.program = this.#launch(machine, session, folder.root)
    await session.program.started
  }

  interrupt(host: string): void {
    this.#machine(host).session?.program?.interrupt()
  }

  isRunning(host: string): boolean {
    return this.#machine(host).session !== null
  }

  console(host: string): Console {
    return this.#machine(host).console
  }

  apply(action: FaultAction): void {
    checkAction(action, null)
    this.#events?.onFault?.(this.nowMs(), action)
    this.#faults.apply(action)
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          this.#sleeps.delete(timer)
          resolve()
        },
        Math.min(delayMs, MAX_DELAY_MS),
      )
      this.#sleeps.add(timer)
    })
  }

  async readFile(host: string, path: string): Promise<Uint8Array | null> {
    this.#machine(host)
    await this.#open()
    return this.#folder(host).read(path)
  }

  async listFiles(host: string): Promise<string[]> {
    this.#machine(host)
    await this.#open()
    return this.#folder(host).list()
  }

  async run(script: () => Promise<void>, limitMs: number): Promise<void> {
    this.#originMs = performance.now()
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      const tooLong = (): void => reject(new RunLimitError(`the run has not ended within ${limitMs} ms`))
      timer = setTimeout(tooLong, Math.min(limitMs, MAX_DELAY_MS))
    })
    try {
      await Promise.race([script(), limit])
    } finally {
      clearTimeout(timer)
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#faults.close()
    for (const timer of this.#sleeps) clearTimeout(timer)
    const programs = [...this.#machines.values()].map(({ session }) => session?.program ?? null)
    for (const program of programs) program?.crash()
    await Promise.all(programs.flatMap((program) => program?.gone ?? []))
    await Promise.all([...this.#machines.values()].map(({ gone }) => gone))
    this.#proxy.close()
    const ground = await this.#ground
    if (ground === null) return
    process.off('exit', ground.removeFolder)
    await ground.addresses.release()
    await rm(ground.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  #launch(machine: Machine, session: Session, root: string): RunningProgram {
    const { spec, console } = machine
    const { name } = spec
    const program = this.#launcher.launch({
      spec,
      address: this.#names.get(name) ?? '',
      gate: this.#proxy.gate(name),
      names: this.#names,
      root,
      console,
      onReport: (event, details) => {
        if (!this.#isClosed) this.#events?.onReport({ atMs: this.nowMs(), host: name, event, details })
      },
      onEnd: (end) => this.#end(machine, session, end),
    })
    machine.gone = program.gone
    return program
  }

  #end(machine: Machine, session: Session, end: ProgramEnd): void {
    if (machine.session !== session) return
    machine.session = null
    const { name } = machine.spec
    if (this.#isClosed) return
    this.#proxy.closeHost(name)
    this.#events?.onEnd(name, end)
  }

  /** A host that is off can't crash. */
  #crash(machine: Machine): void {
    const { session } = machine
    if (session === null) return
    this.#end(machine, session, { kind: 'crash' })
    session.program?.crash()
  }

  #restart(machine: Machine): void {
    const { name } = machine.spec
    if (machine.session !== null) throw new Error(`'${name}' is running already`)
    this.start(name).catch((error: Error) => {
      if (machine.session !== null) this.#end(machine, machine.session, { kind: 'error', error })
    })
  }

  #machine(name: string): Machine {
    const machine = this.#machines.get(name)
    if (machine === undefined) throw new Error(`there is no host named '${name}' in this run`)
    return machine
  }

  #folder(name: string): MachineFolder {
    const folder = this.#folders.get(name)
    if (folder === undefined) throw new Error(`${name} has no folder yet`)
    return folder
  }

  #open(): Promise<Ground> {
    this.#ground ??= this.#claim()
    return this.#ground
  }

  async #claim(): Promise<Ground> {
    const addresses = await LoopbackAddresses.claim()
    const folder = await mkdtemp(join(tmpdir(), 'seednet-live-'))
    const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
    process.once('exit', removeFolder)
    const ground = { addresses, folder, removeFolder }
    this.#claimed = ground
    for (const [name, { index }] of this.#machines) this.#settle(name, index, ground)
    return ground
  }

  /** Gives a host its addresses and its folder. */
  #settle(name: string, index: number, { addresses, folder }: Ground): void {
    const publicAddress = addresses.publicAddress(index)
    this.#names.set(name, publicAddress)
    this.#proxy.setAddresses({ name, publicAddress, shadowAddress: addresses.shadowAddress(index) })
    const files = this.#machine(name).spec.files
    this.#folders.set(name, new MachineFolder(join(folder, String(index)), files))
    for (const { session } of this.#machines.values()) session?.program?.namesChanged()
  }
}
