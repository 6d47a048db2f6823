// Closing a connection so that the last words arrive: what still comes is read and dropped, and an other end that never
// closes is cut off after a while. It knows no messages.
import type { Clock } from '../../host/clock.ts'
import type { Socket } from '../../host/socket.ts'
import { Deadline } from './deadline.ts'

export class OrderlyClose {
  /** True once nothing more is sent or listened to. */
  isClosing = false
  readonly #socket: Socket
  readonly #lingerMs: number
  readonly #linger: Deadline

  /** `lingerMs`: how long the other end may take to close after this one did. */
  constructor(clock: Clock, socket: Socket, lingerMs: number) {
    this.#socket = socket
    this.#lingerMs = lingerMs
    this.#linger = new Deadline(clock, () => socket.destroy())
  }

  end(): void {
    if (this.isClosing) return
    this.isClosing = true
    // Closing over unread bytes would reset the connection, and the last message be lost.
    this.#socket.resume()
    this.#socket.end()
    this.#linger.set(this.#lingerMs)
  }

  destroy(): void {
    this.isClosing = true
    this.#socket.destroy()
  }

  /** The socket's 'close' has come. */
  closed(): void {
    this.isClosing = true
    this.#linger.clear()
  }
}
