// The files that this client has announced to requesters, the port where they are fetched, and the connections over which they go.
//
// For each file: 1. the server says who wants it; 2. it is opened, and the server told that it is ready, or why not; 3. whoever
// has the token fetches it, here or through the server; 4. it is closed: when it was acknowledged, when the server calls the
// transfer off, or when nobody comes for too long. A piece that is being read then is thrown away.
import type { Host } from '../../host/host.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import type { ClientMessage, LineOf, ReasonCode } from '../../wire/menu-chat/messages.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { Deadline } from '../common/deadline.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { listenAt } from '../common/listen-at.ts'
import { plural } from '../common/texts.ts'
import { REFUSAL_ROOM, UNCLAIMED_LIMIT_MS } from './limits.ts'
import type { ClientSettings } from './options.ts'
import { type OfferedFile, Upload, type UploadHandlers } from './upload.ts'

export interface OffersHandlers {
  onListening(port: number): void
  onListenError(code: string): void
  tellServer(message: ClientMessage): void
  print(line: string): void
}

interface Offer extends OfferedFile {
  readonly token: string
  readonly requester: string
  readonly unclaimed: Deadline
  upload: Upload | null
}

export class Offers {
  readonly #host: Host
  readonly #settings: ClientSettings
  readonly #handlers: OffersHandlers
  readonly #listener: Server
  readonly #uploads = new Set<Upload>()
  readonly #offers = new Map<string, Offer>()
  /** Announced by the server, and being opened. */
  readonly #opening = new Set<string>()
  #isClosed = false

  constructor(host: Host, settings: ClientSettings, handlers: OffersHandlers) {
    this.#host = host
    this.#settings = settings
    this.#handlers = handlers
    this.#listener = host.net.createServer({}, (socket) => this.#onConnection(socket))
    this.#listener.maxConnections = settings.maxConnections + REFUSAL_ROOM
    this.#listener.on('error', (error) => handlers.onListenError(error.code ?? error.message))
    listenAt(this.#listener, settings.port, (port) => handlers.onListening(port))
  }

  onGive({ token, requester, file }: LineOf<'give'>): void {
    if (this.#isClosed || this.#offers.has(token) || this.#opening.has(token)) return
    const refuse = (code: ReasonCode, text: string) => {
      this.#opening.delete(token)
      this.#handlers.print(`${printable(requester)} cannot get ${printable(file)}: ${text}`)
      this.#handlers.tellServer({ type: 'refuse', token, code, text })
    }
    const fault = fileNameFault(file)
    if (fault !== null) return refuse('bad-file', fault)
    const { maxUploads } = this.#settings
    if (this.#offers.size + this.#opening.size >= maxUploads) {
      return refuse('busy', `${plural(maxUploads, 'file')} on the way already, try later`)
    }
    this.#opening.add(token)
    openFile(this.#host, file, (reason, fd, sizeBytes) => {
      const isWanted = this.#opening.delete(token) && !this.#isClosed
      if (reason !== null) return isWanted ? refuse(reason[0], reason[1]) : undefined
      if (isWanted) this.#announce({ token, requester, file, fd, sizeBytes })
      else this.#host.disk.close(fd, () => {})
    })
  }

  /** The requester waits at the server. */
  onCarry({ token }: LineOf<'carry'>): void {
    if (this.#isClosed || !this.#offers.has(token)) return
    const { serverHost, serverPort } = this.#settings
    const socket = this.#host.net.connect({ host: serverHost, port: serverPort }, () => upload.introduce(token))
    const upload = this.#newUpload(socket)
  }

  onCancel({ token }: LineOf<'cancel'>): void {
    this.#opening.delete(token)
    const offer = this.#offers.get(token)
    if (offer === undefined) return
    offer.upload?.destroy('it was called off')
    this.#withdraw(offer)
  }

  /** Takes no more requesters and ends what is under way. */
  close(): void {
    this.#isClosed = true
    if (this.#listener.listening) this.#listener.close()
    for (const upload of [...this.#uploads]) upload.destroy('this client is leaving')
    for (const offer of [...this.#offers.values()]) this.#withdraw(offer)
  }

  #announce(file: Omit<Offer, 'unclaimed' | 'upload'>): void {
    const unclaimed = new Deadline(this.#host.clock, () => this.#withdraw(offer))
    const offer: Offer = { ...file, unclaimed, upload: null }
    unclaimed.set(UNCLAIMED_LIMIT_MS)
    this.#offers.set(file.token, offer)
    this.#handlers.tellServer({ type: 'ready', token: file.token })
  }

  #onConnection(socket: Socket): void {
    const isFull = this.#uploads.size >= this.#settings.maxConnections
    const upload = this.#newUpload(socket)
    if (isFull) upload.refuse('full', 'too many connections, try later')
  }

  #newUpload(socket: Socket): Upload {
    const handlers: UploadHandlers = {
      claim: (upload, token) => this.#claim(upload, token),
      onResult: (upload, failure) => this.#onResult(upload, failure),
      onClosed: (upload) => this.#uploads.delete(upload),
    }
    const upload = new Upload(this.#host, socket, this.#settings.stallLimitMs, handlers)
    this.#uploads.add(upload)
    return upload
  }

  /** A later connection takes the place of an earlier one: its requester could not use that. */
  #claim(upload: Upload, token: string): OfferedFile | null {
    const offer = this.#offers.get(token)
    if (offer === undefined) return null
    const earlier = offer.upload
    offer.upload = upload
    offer.unclaimed.clear()
    earlier?.destroy('its requester came again')
    return offer
  }

  #onResult(upload: Upload, failure: string | null): void {
    const offer = [...this.#offers.values()].find((one) => one.upload === upload)
    if (offer === undefined) return
    const { file, requester, sizeBytes } = offer
    if (failure === null) {
      this.#handlers.print(`sent ${file} to ${printable(requester)} (${plural(sizeBytes, 'byte')})`)
      this.#host.report('file-sent', { file, to: requester, bytes: sizeBytes })
      return this.#withdraw(offer)
    }
    this.#host.report('file-not-sent', { file, to: requester, reason: failure })
    if (!this.#isClosed) this.#handlers.print(`sending ${file} to ${printable(requester)} ended: ${failure}`)
    // The requester may come again through the server. If not, the server calls it off.
    offer.upload = null
    offer.unclaimed.set(UNCLAIMED_LIMIT_MS)
  }

  #withdraw(offer: Offer): void {
    offer.unclaimed.clear()
    if (this.#offers.delete(offer.token)) this.#host.disk.close(offer.fd, () => {})
  }
}

type Refusal = readonly [ReasonCode, string]

/** Opens a file of the current folder, and nothing that is not a file. */
function openFile(
  host: Host,
  file: string,
  callback: (reason: Refusal | null, fd: number, sizeBytes: number) => void,
): void {
  const fail = (error: Error & { code?: string | undefined }) => {
    callback([error.code === 'ENOENT' ? 'no-file' : 'unreadable', describeDiskError(error)], -1, 0)
  }
  host.disk.stat(file, (statError, stats) => {
    if (statError !== null) return fail(statError)
    if (stats.isDirectory()) return callback(['unreadable', 'it is a folder'], -1, 0)
    if (!stats.isFile()) return callback(['unreadable', 'it is no file'], -1, 0)
    host.disk.open(file, 'r', (openError, fd) =>
      openError === null ? callback(null, fd, stats.size) : fail(openError),
    )
  })
}
