// A file that is being downloaded: packets at their places in a temporary file of our own. Packets are gathered into blocks, so
// that the disk is not asked for 2 KB at a time. What was received can be kept for a later try when the file's hash is known.
//
// Each try has a temporary file under a name of its own; what is kept lies under the file's name, and a try takes it over by
// renaming it.
import type { Host } from '../../host/host.ts'
import { decodeNumberList, encodeRanges, type NumberRange } from '../../wire/datagram-chat/number-list.ts'
import { PACKET_BYTES } from '../../wire/datagram-chat/packet.ts'
import { PacketSet } from '../../wire/datagram-chat/packet-set.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'
import { writeAll, writeFileDurably } from '../common/durable-file.ts'
import { hashFile } from './file-hash.ts'
import { BLOCK_PACKETS, MAX_UNWRITTEN_BYTES, OPEN_BLOCKS } from './limits.ts'
import { removeDeadTries, tryPath } from './tries.ts'

type Done = (error: Error | null) => void

/** Rooms kept for the next blocks: making one costs more than filling it. */
const MAX_SPARES = 16

/** A part of the file that is gathered before it is written. */
interface Block {
  /** Room for a whole one. */
  readonly bytes: Uint8Array
  readonly have: PacketSet
  /** Up to where bytes of the file are, when the last packet is in it. */
  lengthBytes: number
}

const utf8 = new TextEncoder()
const lenientUtf8 = new TextDecoder()
/** A note is some ranges; a longer one is none. */
const MAX_NOTE_CHARACTERS = 4_000_000

export class ReceivedFile {
  readonly name: string
  readonly have: PacketSet
  /** Null: nothing can be kept, because nobody could tell whether it is of the same file. */
  readonly #sha256: string | null
  readonly #host: Host
  #temporaryPath = ''
  readonly #blocks = new Map<number, Block>()
  /** Rooms of blocks that are written. */
  readonly #spares: Uint8Array[] = []
  #fd = -1
  #sizeBytes: number
  #unwrittenBytes = 0
  #writes = 0
  #onWritten: (() => void) | null = null
  #error: Error | null = null

  /** `sizeBytes`: the most it can be, until the last packet tells. */
  constructor(host: Host, name: string, packets: number, sizeBytes: number, sha256: string | null) {
    this.#host = host
    this.name = name
    this.have = new PacketSet(packets)
    this.#sizeBytes = sizeBytes
    this.#sha256 = sha256
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get #keptPath(): string {
    return `${PRIVATE_FOLDER}/${this.name}.part`
  }

  get #notePath(): string {
    return `${PRIVATE_FOLDER}/${this.name}.state`
  }

  /** Takes over what an earlier try has kept of the same file. `port`: a UDP port of ours that is bound until the end. */
  open(port: number, callback: Done): void {
    const { disk } = this.#host
    this.#temporaryPath = tryPath(this.name, port)
    disk.mkdir(PRIVATE_FOLDER, (mkdirError) => {
      if (mkdirError !== null) return callback(mkdirError)
      removeDeadTries(this.#host, () => {
        this.#readNote((kept) => {
          if (kept === null) this.#openFresh(callback)
          else this.#takeOver(kept, callback)
        })
      })
    })
  }

  /** What may be kept under this name is of another file, or nobody knows how much of it is there. */
  #openFresh(callback: Done): void {
    const { disk } = this.#host
    const open = () => disk.open(this.#temporaryPath, 'w+', (error, fd) => this.#opened(error, fd, callback))
    if (this.#sha256 === null) return open()
    disk.unlink(this.#keptPath, () => disk.unlink(this.#notePath, open))
  }

  #takeOver(kept: readonly NumberRange[], callback: Done): void {
    const { disk } = this.#host
    disk.rename(this.#keptPath, this.#temporaryPath, (renameError) => {
      if (renameError !== null) return this.#openFresh(callback)
      disk.unlink(this.#notePath, () => undefined)
      for (const range of kept) this.have.addRange(range)
      disk.open(this.#temporaryPath, 'r+', (error, fd) => this.#opened(error, fd, callback))
    })
  }

  #opened(error: Error | null, fd: number, callback: Done): void {
    this.#fd = error === null ? fd : -1
    callback(error)
  }

  /** False when the packet is here already, or cannot be taken now. `payload` is copied. */
  take(packet: number, payload: Uint8Array): boolean {
    if (this.#fd === -1 || this.have.has(packet) || this.#unwrittenBytes > MAX_UNWRITTEN_BYTES) return false
    const block = this.#block(Math.floor(packet / BLOCK_PACKETS))
    const at = packet % BLOCK_PACKETS
    block.bytes.set(payload, at * PACKET_BYTES)
    block.have.add(at)
    this.have.add(packet)
    const end = at * PACKET_BYTES + payload.length
    block.lengthBytes = Math.max(block.lengthBytes, end)
    if (packet === this.have.packets - 1) this.#sizeBytes = packet * PACKET_BYTES + payload.length
    if (block.have.isFull) this.#write(Math.floor(packet / BLOCK_PACKETS))
    return true
  }

  /** Everything that was taken is handed to the disk and written. */
  flush(callback: Done): void {
    for (const number of [...this.#blocks.keys()]) this.#write(number)
    const finish = () => callback(this.#error)
    if (this.#writes === 0) finish()
    else this.#onWritten = finish
  }

  /** Of the whole file. */
  hash(isWanted: () => boolean, callback: (error: Error | null, sha256: string) => void): void {
    hashFile(this.#host, this.#fd, this.#sizeBytes, isWanted, callback)
  }

  /** Gives the file its name, in one step; one that has it already is replaced. */
  saveAs(path: string, callback: Done): void {
    const { disk } = this.#host
    const fd = this.#fd
    disk.ftruncate(fd, this.#sizeBytes, (truncateError) => {
      if (truncateError !== null) return callback(truncateError)
      disk.fsync(fd, (syncError) => {
        if (syncError !== null) return callback(syncError)
        disk.rename(this.#temporaryPath, path, (renameError) => {
          if (renameError !== null) return callback(renameError)
          // It lies there even if the sync fails: the next attempt begins there.
          this.#temporaryPath = path
          // The name must survive a crash too.
          disk.fsync(fd, callback)
        })
      })
    })
  }

  /** Lets go of the file; what is here is kept for a later try, if it can be. */
  keep(callback: () => void): void {
    if (this.#sha256 === null || this.have.count === 0) return this.discard(callback)
    const { disk } = this.#host
    const note = { size: this.#sizeBytes, sha256: this.#sha256, packets: encodeRanges(this.have.ranges()) }
    this.flush((flushError) => {
      if (flushError !== null) return this.discard(callback)
      disk.fsync(this.#fd, () => {
        disk.rename(this.#temporaryPath, this.#keptPath, (renameError) => {
          this.close()
          if (renameError !== null) return callback()
          writeFileDurably(disk, this.#notePath, utf8.encode(JSON.stringify(note)), () => callback())
        })
      })
    })
  }

  /** Removes it. */
  discard(callback: () => void): void {
    this.close()
    this.#host.disk.unlink(this.#temporaryPath, () => callback())
  }

  close(): void {
    const fd = this.#fd
    if (fd === -1) return
    this.#fd = -1
    this.#blocks.clear()
    // The number of a closed descriptor may soon be another file's: writes under way go first.
    this.flush(() => this.#host.disk.close(fd, () => undefined))
  }

  #readNote(callback: (kept: readonly NumberRange[] | null) => void): void {
    if (this.#sha256 === null) return callback(null)
    this.#host.disk.readFile(this.#notePath, (error, bytes) => {
      if (error !== null || bytes.length > MAX_NOTE_CHARACTERS) return callback(null)
      try {
        const note = JSON.parse(lenientUtf8.decode(bytes)) as { size?: unknown; sha256?: unknown; packets?: unknown }
        const isSame = note.size === this.#sizeBytes && note.sha256 === this.#sha256
        const ranges = isSame ? decodeNumberList(String(note.packets), this.have.packets) : null
        callback(ranges?.ok === true ? ranges.value : null)
      } catch {
        callback(null)
      }
    })
  }

  #block(number: number): Block {
    const open = this.#blocks.get(number)
    if (open !== undefined) return open
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size < OPEN_BLOCKS) break
      this.#write(oldest)
    }
    const packets = Math.min(BLOCK_PACKETS, this.have.packets - number * BLOCK_PACKETS)
    const room = Math.min(BLOCK_PACKETS, this.have.packets) * PACKET_BYTES
    const bytes = this.#spares.pop() ?? new Uint8Array(room)
    const block = { bytes, have: new PacketSet(packets), lengthBytes: 0 }
    this.#blocks.set(number, block)
    return block
  }

  /** Writes what is in the block, run by run, and forgets it. */
  #write(number: number): void {
    const block = this.#blocks.get(number)
    this.#blocks.delete(number)
    if (block === undefined) return
    const runs = block.have.ranges()
    let unwrittenRuns = runs.length
    for (const [first, last] of runs) {
      const start = first * PACKET_BYTES
      const bytes = block.bytes.subarray(start, Math.min(block.lengthBytes, (last + 1) * PACKET_BYTES))
      this.#writes++
      this.#unwrittenBytes += bytes.length
      writeAll(this.#host.disk, this.#fd, bytes, number * BLOCK_PACKETS * PACKET_BYTES + start, (error) => {
        this.#writes--
        this.#unwrittenBytes -= bytes.length
        unwrittenRuns--
        if (unwrittenRuns === 0 && this.#spares.length < MAX_SPARES) this.#spares.push(block.bytes)
        if (error !== null) this.#error ??= error
        if (this.#writes > 0) return
        const written = this.#onWritten
        this.#onWritten = null
        written?.()
      })
    }
  }

  /** Why nothing more can be written, or null. */
  get error(): Error | null {
    return this.#error
  }
}
