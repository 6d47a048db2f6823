// Runs each program of a live run in a process of its own, so that a crash can be what it is: SIGKILL.
import { type ChildProcess, fork } from 'node:child_process'
import type { ClosableTerminal } from '../host.ts'
import type { LaunchOptions, Launcher, RunningProgram } from './machine.ts'
import { errorFromData, errorToData, type FromChild, type ToChild } from './messages.ts'

export interface ChildEntry {
  /** The module that a child runs; it calls `runHostInChild`. */
  readonly entry: string | URL
  /** Plain data for it: which scenario, which parameters. */
  readonly data: unknown
  /** Node's flags for the child. Default: this process's, so that a loader of TypeScript is in force there, too. */
  readonly execArgv?: readonly string[]
}

export function childProcesses(entry: ChildEntry): Launcher {
  return { launch: (options) => new ChildProgram(options, entry) }
}

/** What a child prints by itself goes to standard error: standard output belongs to the run's result. */
const STANDARD_ERROR = 2

class ChildProgram implements RunningProgram {
  readonly started: Promise<void>
  readonly gone: Promise<void>
  readonly #options: LaunchOptions
  readonly #child: ChildProcess
  readonly #terminal: ClosableTerminal
  #resolveStarted: () => void = () => {}
  /** It has told how it ended, or was crashed. */
  #hasEnded = false

  constructor(options: LaunchOptions, { entry, data, execArgv }: ChildEntry) {
    this.#options = options
    this.#terminal = options.console.newTerminal()
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve
    })
    this.#child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', STANDARD_ERROR, STANDARD_ERROR, 'ipc'],
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    })
    this.gone = this.#watch()
    const { spec, address, gate, root } = options
    const names = [...options.names]
    this.#send({ kind: 'launch', name: spec.name, address, shadowAddress: gate.shadowAddress, names, root, data })
  }

  interrupt(): void {
    this.#send({ kind: 'interrupt' })
  }

  crash(): void {
    this.#end()
    this.#child.kill('SIGKILL')
  }

  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  namesChanged(): void {
    this.#send({ kind: 'names', names: [...this.#options.names] })
  }

  #watch(): Promise<void> {
    const child = this.#child
    child.on('message', (message) => this.#receive(message as FromChild))
    return new Promise((resolve) => {
      // Without a process there is no 'exit', and messages may come after it: what matters is the end of both.
      child.once('error', (error) => {
        this.#endWithError(error)
        if (child.pid === undefined) resolve()
      })
      child.once('exit', (code, signal) => {
        const failed = (): void => this.#endWithError(new Error(`the process ended with ${signal ?? `code ${code}`}`))
        if (child.connected) child.once('disconnect', failed)
        else failed()
        resolve()
      })
    })
  }

  #receive(message: FromChild): void {
    if (this.#hasEnded) return
    const { gate } = this.#options
    switch (message.kind) {
      case 'started':
        this.#resolveStarted()
        break
      case 'report':
        this.#options.onReport(message.event, message.details)
        break
      case 'output':
        this.#terminal.write(message.text)
        break
      case 'ask':
        this.#terminal.prompt('', (line) => this.#send({ kind: 'line', line }))
        break
      case 'exit':
        this.#end()
        this.#options.onEnd({ kind: 'exit', code: message.code })
        break
      case 'error':
        this.#endWithError(errorFromData(message.error))
        break
      case 'open':
        gate.open(message.protocol, message.port, (error) => {
          this.#send({ kind: 'opened', request: message.request, error: error && errorToData(error) })
        })
        break
      case 'close':
        gate.close(message.protocol, message.port)
        break
    }
  }

  #endWithError(error: Error): void {
    if (this.#hasEnded) return
    this.#end()
    this.#options.onEnd({ kind: 'error', error })
  }

  #end(): void {
    this.#hasEnded = true
    this.#terminal.close()
    this.#resolveStarted()
  }

  #send(message: ToChild): void {
    // A child that is gone meanwhile needs no message; its end is told by 'exit'.
    if (this.#child.connected) this.#child.send(message, () => {})
  }
}
