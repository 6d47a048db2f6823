// The child's side of a live run: one host, whose gate, console and reports are at the other end of the IPC channel.
import type { HostSpec } from '../../host/backing.ts'
import type { SystemError } from '../../host/errors.ts'
import type { Program } from '../../host/program.ts'
import type { Gate } from '../gate.ts'
import { createRealHost } from '../host.ts'
import { errorFromData, errorToData, type FromChild, type ToChild } from './messages.ts'
import { RemoteTerminal } from './remote-terminal.ts'

/** Builds the host of that name again: functions don't travel. `data` is what `LiveProcesses` was given. */
export type BuildHost = (name: string, data: unknown) => HostSpec | Promise<HostSpec>

type Launch = Extract<ToChild, { kind: 'launch' }>

/** Called once by the entry module of a child process. Ends the process when the program ends, or its run. */
export function runHostInChild(build: BuildHost): void {
  const child = new ChildHost(build)
  process.on('message', (message) => child.receive(message as ToChild))
  process.on('uncaughtException', (error) => child.fail(error))
  // The run is gone: nobody is left to work for.
  process.on('disconnect', () => process.exit(1))
}

class ChildHost {
  readonly #build: BuildHost
  readonly #names = new Map<string, string>()
  readonly #terminal = new RemoteTerminal(send)
  readonly #requests = new Map<number, (error: SystemError | null) => void>()
  #requestCount = 0
  #program: Program | null = null
  #hasEnded = false

  constructor(build: BuildHost) {
    this.#build = build
  }

  receive(message: ToChild): void {
    switch (message.kind) {
      case 'launch':
        this.#launch(message).catch((error: Error) => this.fail(error))
        break
      case 'names':
        for (const [name, address] of message.names) this.#names.set(name, address)
        break
      case 'line':
        this.#terminal.answer(message.line)
        break
      case 'interrupt':
        this.#program?.interrupt()
        break
      case 'opened':
        this.#requests.get(message.request)?.(message.error && errorFromData(message.error))
        this.#requests.delete(message.request)
        break
    }
  }

  fail(error: Error): void {
    this.#end({ kind: 'error', error: errorToData(error) }, 1)
  }

  async #launch({ name, address, shadowAddress, names, root, data }: Launch): Promise<void> {
    for (const [other, itsAddress] of names) this.#names.set(other, itsAddress)
    const { start } = await this.#build(name, data)
    const host = createRealHost({
      name,
      address,
      names: this.#names,
      systemNames: false,
      root,
      gate: this.#gate(shadowAddress),
      terminal: this.#terminal,
      onReport: (event, details) => send({ kind: 'report', event, details }),
      onExit: (code) => this.#end({ kind: 'exit', code }, code),
    })
    this.#program = start(host)
    send({ kind: 'started' })
  }

  #gate(shadowAddress: string): Gate {
    return {
      shadowAddress,
      open: (protocol, port, callback) => {
        const request = ++this.#requestCount
        this.#requests.set(request, callback)
        send({ kind: 'open', request, protocol, port })
      },
      close: (protocol, port) => send({ kind: 'close', protocol, port }),
    }
  }

  #end(message: FromChild, code: number): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    send(message, () => process.exit(code))
  }
}

function send(message: FromChild, onSent: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, onSent)
  else onSent()
}
