// A file that is being received: a temporary file, its hash, and at the end its name. It knows no network.
import type { Hasher } from '../../host/crypto.ts'
import type { Host } from '../../host/host.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'
import { writeAll } from '../common/durable-file.ts'
import { placeFile } from '../common/place-file.ts'

export class ReceivedFile {
  readonly name: string
  readonly sizeBytes: number
  receivedBytes = 0
  readonly #host: Host
  readonly #temporaryPath: string
  readonly #hasher: Hasher
  #fd = -1
  #isOpening = false
  #isWriting = false
  /** What to call once the disk is not at work any more: the file is being thrown away. */
  #onDiscarded: (() => void) | null = null

  /** `token`: unlike that of any other transfer, also of other programs in the same folder. */
  constructor(host: Host, name: string, sizeBytes: number, token: string) {
    this.name = name
    this.sizeBytes = sizeBytes
    this.#host = host
    this.#temporaryPath = `${PRIVATE_FOLDER}/${token}.part`
    this.#hasher = host.crypto.createHash('sha256')
  }

  /** None of the callbacks comes after `discard`. */
  open(callback: (error: Error | null) => void): void {
    const { disk } = this.#host
    this.#isOpening = true
    const done = (error: Error | null) => {
      this.#isOpening = false
      if (this.#onDiscarded === null) callback(error)
      else this.#remove()
    }
    disk.mkdir(PRIVATE_FOLDER, (mkdirError) => {
      if (mkdirError !== null) return done(mkdirError)
      disk.open(this.#temporaryPath, 'wx', (error, fd) => {
        if (error === null) this.#fd = fd
        done(error)
      })
    })
  }

  /** The next bytes, which must stay as they are until the callback. One write at a time. */
  write(bytes: Uint8Array, callback: (error: Error | null) => void): void {
    this.#isWriting = true
    this.#hasher.update(bytes)
    writeAll(this.#host.disk, this.#fd, bytes, this.receivedBytes, (error) => {
      this.#isWriting = false
      this.receivedBytes += bytes.length
      if (this.#onDiscarded === null) callback(error)
      else this.#remove()
    })
  }

  /** All bytes are here. The hash of what was received; nothing can be written afterwards. */
  digest(): string {
    return this.#hasher.digest()
  }

  /** Makes it safe and gives it its name. `keptAs`: what a file that was in the way is called now. It cannot be stopped. */
  finish(hash: string, callback: (error: Error | null, keptAs: string | null) => void): void {
    const { disk } = this.#host
    const fd = this.#fd
    disk.fsync(fd, (syncError) => {
      if (syncError !== null) return callback(syncError, null)
      const file = { temporaryPath: this.#temporaryPath, sizeBytes: this.sizeBytes, hash }
      placeFile(this.#host, file, this.name, (placeError, keptAs) => {
        if (placeError !== null) return callback(placeError, null)
        this.#fd = -1
        // The second sync is for the name.
        disk.fsync(fd, () => disk.close(fd, () => callback(null, keptAs)))
      })
    })
  }

  /** Throws away what is here. */
  discard(callback: () => void): void {
    this.#onDiscarded = callback
    if (!this.#isOpening && !this.#isWriting) this.#remove()
  }

  #remove(): void {
    const done = this.#onDiscarded ?? (() => {})
    if (this.#fd === -1) return done()
    const { disk } = this.#host
    disk.close(this.#fd, () => disk.unlink(this.#temporaryPath, () => done()))
    this.#fd = -1
  }
}
