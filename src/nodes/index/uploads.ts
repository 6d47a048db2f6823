// A peer's listening port and the uploads it serves there, any number at once up to a limit.
import type { Host } from '../../host/host.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import type { FileVector } from '../../wire/index/file-vector.ts'
import { BlockFrames } from './block-frames.ts'
import { REFUSAL_ROOM } from './limits.ts'
import type { PeerSettings } from './options.ts'
import { listenAt } from '../common/listen-at.ts'
import { plural } from '../common/texts.ts'
import { Upload } from './upload.ts'

export interface UploadsHandlers {
  onListening(port: number): void
  onListenError(code: string): void
  /** After `close()`: the last connection is gone. */
  onClosed(): void
}

export class Uploads {
  readonly #host: Host
  readonly #settings: PeerSettings
  readonly #files: FileVector
  readonly #frames = new BlockFrames()
  readonly #handlers: UploadsHandlers
  readonly #listener: Server
  readonly #open = new Set<Upload>()
  #isClosed = false

  constructor(host: Host, settings: PeerSettings, files: FileVector, handlers: UploadsHandlers) {
    this.#host = host
    this.#settings = settings
    this.#files = files
    this.#handlers = handlers
    this.#listener = host.net.createServer({}, (socket) => this.#onConnection(socket))
    this.#listener.maxConnections = settings.maxConnections + REFUSAL_ROOM
    this.#listener.on('error', (error) => handlers.onListenError(error.code ?? error.message))
    listenAt(this.#listener, settings.port, (port) => handlers.onListening(port))
  }

  /** Takes no more requests and ends those in progress, whose requesters are told. `onClosed` follows. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#listener.listening) this.#listener.close()
    for (const upload of [...this.#open]) upload.refuse('quitting', `client ${this.#settings.id} is quitting`)
    if (this.#open.size === 0) this.#handlers.onClosed()
  }

  #onConnection(socket: Socket): void {
    const { maxConnections } = this.#settings
    const isFull = this.#open.size >= maxConnections
    const upload = new Upload(this.#host, socket, {
      settings: this.#settings,
      files: this.#files,
      frames: this.#frames,
      onClosed: (closed) => this.#onClosed(closed),
    })
    if (isFull) return upload.refuse('full', `${plural(maxConnections, 'upload')} already, try later`)
    this.#open.add(upload)
    if (this.#isClosed) upload.refuse('quitting', `client ${this.#settings.id} is quitting`)
  }

  #onClosed(upload: Upload): void {
    if (this.#open.delete(upload) && this.#isClosed && this.#open.size === 0) this.#handlers.onClosed()
  }
}
