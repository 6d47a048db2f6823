// Where other peers ask for chunks: answers message 5 with one chunk, or goes on in the binary form when that is asked for.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import { encodeChunkData } from '../../wire/chunk-data.ts'
import { errorReply } from '../../wire/chunk-replies.ts'
import { type ChunkRequestMessage, decodePeerRequest } from '../../wire/chunk-requests.ts'
import { peerKey } from '../../wire/peer-key.ts'
import { DocumentListener, type IncomingDocument } from './document-listener.ts'
import type { DocumentLimits } from './limits.ts'
import type { SharedFile } from './shared-file.ts'

export interface PeerListenerEvents {
  /** Null: this peer does not share it. */
  find(fileName: string): SharedFile | null
  /** Whether there is room for one more neighbour with this file. `key`: its key, `ownKey`: what it takes for ours, if it says. */
  admits(file: SharedFile, key: string | null, ownKey: string | null): boolean
  /** The connection is in the binary form from here on; `rest` are bytes of it that came already. */
  onNeighbour(file: SharedFile, socket: Socket, rest: Uint8Array, key: string | null): void
  onRequest?(address: string, port: number): void
}

export class PeerListener {
  readonly #host: Host
  readonly #events: PeerListenerEvents
  readonly #listener: DocumentListener

  constructor(host: Host, limits: DocumentLimits, events: PeerListenerEvents) {
    this.#host = host
    this.#events = events
    this.#listener = new DocumentListener(host, limits, { onDocument: (incoming) => this.#answer(incoming) })
  }

  /** Port 0 picks a free one. Calls back once: with the port, or with the error's code and port 0. */
  listen(port: number, callback: (errorCode: string | null, port: number) => void): void {
    this.#listener.listen(port, callback)
  }

  close(): void {
    this.#listener.close()
  }

  #answer(incoming: IncomingDocument): void {
    const { value } = incoming.document
    const request = decodePeerRequest(value)
    if (!request.ok) return incoming.reply(errorReply(value.message, request.reason))
    this.#events.onRequest?.(incoming.address, incoming.port)
    const file = this.#events.find(request.value.fileName)
    if (file === null) return incoming.reply(errorReply(5, `I do not have "${request.value.fileName}"`))
    const wantsBinary = request.value.binary === true || request.value.binary === 1
    if (wantsBinary && file.isBinaryServed) return this.#upgrade(incoming, file, request.value)
    this.#sendChunk(incoming, file, request.value.chunk)
  }

  #upgrade(incoming: IncomingDocument, file: SharedFile, { lPort, fileName, peer }: ChunkRequestMessage): void {
    const key = lPort === undefined ? null : peerKey(incoming.address, lPort)
    const ownKey = Array.isArray(peer) && peer.length === 2 ? peer.join(':') : null
    if (!this.#events.admits(file, key, ownKey)) {
      return incoming.reply(errorReply(5, 'I have as many neighbours as I can serve', true))
    }
    const socket = incoming.takeOver()
    socket.write(JSON.stringify({ message: 5, fileName, binary: 1 }))
    this.#events.onNeighbour(file, socket, incoming.document.rest, key)
  }

  #sendChunk(incoming: IncomingDocument, file: SharedFile, chunk: number): void {
    const { have, name } = file
    if (chunk < 1 || chunk > have.chunks) {
      return incoming.reply(errorReply(5, `chunk ${chunk} is out of range: "${name}" has ${have.chunks}`))
    }
    if (!have.has(chunk)) return incoming.reply(errorReply(5, `I do not have chunk ${chunk} of "${name}"`))
    const bytes = new Uint8Array(chunkSpanBytes(file.sizeBytes, chunk))
    file.read(chunk, 1, bytes, 0, (error) => {
      if (error !== null) return incoming.reply(errorReply(5, `chunk ${chunk} of "${name}" cannot be read`))
      incoming.reply(JSON.stringify({ message: 5, fileName: name, chunk, ...encodeChunkData(bytes) }))
      this.#host.report('chunk-sent', { file: name, chunk, bytes: bytes.length, count: 1 })
    })
  }
}
