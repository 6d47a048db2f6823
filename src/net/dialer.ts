// Opens a connection to a name or an address, as `net.connect` does: looks the name up, chooses the own address, and with
// `autoSelectFamily` tries one address after the other. What a program sees of it is the socket's business.
import type { ErrorCode, SystemError } from '../host/errors.ts'
import type { ConnectOptions } from '../host/socket.ts'
import { canonicalAddress, familyOf, unmapped } from './address-text.ts'
import { Call } from './call.ts'
import { NOBODY } from './fabric.ts'
import { millisToNanos } from './nanos.ts'
import type { Process } from './process.ts'
import { lookupError, networkError } from './system-error.ts'
import type { Connection } from './tcp/connection.ts'
import type { ConnectionOwner } from './tcp/connection-owner.ts'

/** How long Linux asks for the neighbour (ARP) before it gives an address up: EHOSTUNREACH. */
const UNREACHABLE_AFTER = millisToNanos(3072)
/** Node's default for one address of several, and its least. */
const ATTEMPT_MS = 250
const MIN_ATTEMPT_MS = 10

export interface DialerOwner {
  lookedUp(error: SystemError | null, address: string, name: string): void
  /** The connection is there, and still to be opened unless `isOpen`. `isMapped`: its address was given as '::ffff:…'. */
  dialled(connection: Connection, isMapped: boolean, isOpen: boolean): void
  gaveUp(error: Error): void
}

/** Where to, once that is known. */
interface Route {
  readonly local: number
  readonly remote: number
  readonly nextHop: number
}

export class Dialer {
  readonly #process: Process
  readonly #options: ConnectOptions
  readonly #owner: DialerOwner
  readonly #errors: SystemError[] = []
  #isOver = false

  constructor(process: Process, options: ConnectOptions, owner: DialerOwner) {
    this.#process = process
    this.#options = options
    this.#owner = owner
  }

  /** The socket was destroyed. */
  cancel(): void {
    this.#isOver = true
  }

  start(): void {
    const { host = 'localhost', family = 0, autoSelectFamily = false, localAddress } = this.#options
    if (this.#isOver) return
    this.#process.resolver.resolve(this.#process, host, family, (failure, addresses) => {
      if (this.#isOver) return
      const isName = canonicalAddress(host) === null
      const first = addresses[0]
      if (failure !== null || first === undefined) {
        const error = lookupError(failure ?? 'ENOTFOUND', 'getaddrinfo', host)
        this.#owner.lookedUp(error, '', host)
        this.#giveUp(error)
        return
      }
      if (isName) this.#owner.lookedUp(null, first, host)
      if (this.#isOver) return
      if (autoSelectFamily && addresses.length > 1 && localAddress === undefined) this.#tryEach(addresses)
      else this.#dial(first, (connection, isMapped) => this.#hand(connection, isMapped, false))
    })
  }

  #dial(address: string, dialled: (connection: Connection, isMapped: boolean) => void, failed = this.#giveUp): void {
    const { port } = this.#options
    const inner = unmapped(address)
    const route = this.#route(inner ?? address)
    if (route instanceof Error) {
      failed.call(this, route)
      return
    }
    const unreachable = () => failed.call(this, networkError('EHOSTUNREACH', 'connect', address, port))
    if (route === null) {
      this.#process.scheduler.after(UNREACHABLE_AFTER, new Call(this.#process, unreachable))
      return
    }
    const connection = this.#process.kernel.connect(route.local, route.remote, port, route.nextHop)
    if (connection === null) failed.call(this, networkError('EADDRNOTAVAIL', 'connect', address, port))
    else dialled(connection, inner !== null)
  }

  /** Null: nobody answers there. */
  #route(address: string): Route | SystemError | null {
    const { kernel } = this.#process
    const { addresses } = kernel.fabric
    const target = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
    const remote = addresses.numberOf(target)
    const local = this.#local(target, remote)
    if (local instanceof Error || remote === undefined) return local instanceof Error ? local : null
    const nextHop = kernel.fabric.nextHop(kernel.host, remote)
    return nextHop === NOBODY ? null : { local, remote, nextHop }
  }

  #local(target: string, remote: number | undefined): number | SystemError {
    const { kernel } = this.#process
    const { addresses } = kernel.fabric
    const { localAddress: asked, port } = this.#options
    if (asked !== undefined) {
      const own = addresses.numberOf(canonicalAddress(asked) ?? asked)
      if (own !== undefined && kernel.isOwnAddress(own)) {
        return addresses.familyOf(own) === familyOf(target) ? own : networkError('EINVAL', 'bind', asked)
      }
      return networkError(canonicalAddress(asked) === null ? 'EINVAL' : 'EADDRNOTAVAIL', 'bind', asked)
    }
    if (remote !== undefined) return kernel.sourceFor(remote) ?? networkError('ENETUNREACH', 'connect', target, port)
    const hasFamily = kernel.addresses.some((own) => addresses.familyOf(own) === familyOf(target))
    return hasFamily ? 0 : networkError('ENETUNREACH', 'connect', target, port)
  }

  /** The next one when an attempt fails or takes too long, while those before it go on; the first to open is taken. */
  #tryEach(all: readonly string[]): void {
    const { scheduler } = this.#process
    const attempts = new Set<Connection>()
    const attemptMs = Math.max(MIN_ATTEMPT_MS, this.#options.autoSelectFamilyAttemptTimeout ?? ATTEMPT_MS)
    let begun = 0
    const next = () => {
      const address = all[begun++]
      if (this.#isOver || address === undefined) return
      const failed = (error: SystemError) => {
        this.#errors.push(error)
        if (this.#errors.length === all.length) this.#giveUp(allFailed(this.#errors))
        else if (begun < all.length) next()
      }
      const dialled = (connection: Connection, isMapped: boolean) => {
        attempts.add(connection)
        connection.owner = this.#attempt({
          opened: () => {
            attempts.delete(connection)
            for (const other of attempts) other.close()
            if (this.#isOver) connection.close()
            else this.#hand(connection, isMapped, true)
          },
          failed: (code) => {
            attempts.delete(connection)
            failed(networkError(code, 'connect', address, this.#options.port))
          },
        })
        connection.open()
        const isFirst = begun
        const late = () => {
          if (begun === isFirst) next()
        }
        scheduler.after(millisToNanos(attemptMs), new Call(this.#process, late))
      }
      this.#dial(address, dialled, failed)
    }
    next()
  }

  /** What an attempt's connection tells until it is the socket's. */
  #attempt(events: { opened(): void; failed(code: ErrorCode): void }): ConnectionOwner {
    const nothing = () => {}
    return { opened: events.opened, failed: events.failed, received: nothing, ended: nothing, writable: nothing }
  }

  #hand(connection: Connection, isMapped: boolean, isOpen: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#owner.dialled(connection, isMapped, isOpen)
  }

  #giveUp(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#owner.gaveUp(error)
  }
}

/** As Node: one error that holds them all, with the code of the first. */
function allFailed(errors: readonly SystemError[]): Error {
  return Object.assign(new AggregateError(errors), { code: errors[0]?.code })
}
