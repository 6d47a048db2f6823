// Runs the programs of a live run in this process. A crash takes away all that the program has open and never calls it
// again; the rest of its memory goes when nobody refers to it.
import type { ProgramEnd } from '../../host/backing.ts'
import type { Program } from '../../host/program.ts'
import { createRealHost, type RealHost } from '../host.ts'
import type { LaunchOptions, Launcher, RunningProgram } from './machine.ts'
import { outsideOfPrograms, ProgramContext } from './program-context.ts'

const NOTHING = Promise.resolve()

export const sharedProcess: Launcher = {
  launch: (options) => new SharedProgram(options),
}

class SharedProgram implements RunningProgram {
  readonly started = NOTHING
  readonly gone = NOTHING
  readonly #options: LaunchOptions
  readonly #host: RealHost
  readonly #context: ProgramContext
  #program: Program | undefined

  constructor(options: LaunchOptions) {
    this.#options = options
    const { spec, address, gate, names, root } = options
    this.#context = new ProgramContext((error) => this.#end({ kind: 'error', error }))
    const terminal = options.console.newTerminal()
    this.#host = createRealHost({
      name: spec.name,
      address,
      names,
      systemNames: false,
      root,
      gate: {
        ...gate,
        open: (protocol, port, callback) => {
          outsideOfPrograms(() => gate.open(protocol, port, (error) => this.#context.run(() => callback(error))))
        },
      },
      terminal: {
        ...terminal,
        prompt: (text, callback) => terminal.prompt(text, (line) => this.#context.run(() => callback(line))),
      },
      enter: (action) => this.#context.run(action),
      onReport: (event, details) => options.onReport(event, details),
      onExit: (code) => this.#end({ kind: 'exit', code }),
    })
    this.#program = this.#context.run(() => spec.start(this.#host))
  }

  interrupt(): void {
    this.#context.run(() => this.#program?.interrupt())
  }

  crash(): void {
    this.#context.close()
    this.#host.stop('crash')
  }

  pause(): void {
    throw new Error('hosts that share a process cannot stand still alone: --live=processes gives each its own')
  }

  resume(): void {}

  namesChanged(): void {}

  #end(end: ProgramEnd): void {
    const isFirst = !this.#host.ended || end.kind === 'exit'
    this.#host.stop(end.kind === 'exit' ? 'exit' : 'crash')
    this.#context.close()
    if (isFirst) this.#options.onEnd(end)
  }
}
