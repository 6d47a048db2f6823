// The server's folder of files: which there are, and one opened for sending. No name leads out of the folder.
import type { Host } from '../../host/host.ts'
import { MAX_PACKETS, PACKET_BYTES } from '../../wire/datagram-chat/packet.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { MAX_LISTED_FILES } from './limits.ts'

export interface OpenFile {
  readonly name: string
  readonly fd: number
  readonly sizeBytes: number
}

export type Opened =
  | { readonly ok: true; readonly file: OpenFile }
  /** `isMissing`: for the client there is no such file. `reason` is for the server's log. */
  | { readonly ok: false; readonly isMissing: boolean; readonly reason: string }

export class FileLibrary {
  readonly #host: Host
  readonly #folder: string

  constructor(host: Host, folder: string) {
    this.#host = host
    this.#folder = folder
  }

  /** Names of the files that can be downloaded, sorted: at most `MAX_LISTED_FILES`. No folder, no files. */
  list(callback: (names: string[]) => void): void {
    this.#host.disk.readdir(this.#folder, (error, entries) => {
      const candidates = error === null ? entries.filter((name) => nameFault(name) === null) : []
      const names: string[] = []
      const step = (at: number) => {
        const name = candidates[at]
        if (name === undefined || names.length === MAX_LISTED_FILES) return callback(names)
        this.#host.disk.stat(`${this.#folder}/${name}`, (statError, stats) => {
          if (statError === null && stats.isFile()) names.push(name)
          step(at + 1)
        })
      }
      step(0)
    })
  }

  /** The caller closes `fd`. */
  open(name: string, callback: (opened: Opened) => void): void {
    const fault = nameFault(name)
    if (fault !== null) return callback({ ok: false, isMissing: true, reason: fault })
    const { disk } = this.#host
    const path = `${this.#folder}/${name}`
    disk.stat(path, (statError, stats) => {
      if (statError !== null) return callback(failure(statError))
      if (!stats.isFile()) return callback({ ok: false, isMissing: true, reason: 'it is not a file' })
      if (stats.size > MAX_PACKETS * PACKET_BYTES) {
        return callback({ ok: false, isMissing: false, reason: 'it is too large' })
      }
      disk.open(path, 'r', (openError, fd) => {
        if (openError !== null) return callback(failure(openError))
        callback({ ok: true, file: { name, fd, sizeBytes: stats.size } })
      })
    })
  }
}

/** The last byte of a file; null when it has none or cannot be read. */
export function readLastByte(host: Host, { fd, sizeBytes }: OpenFile, callback: (byte: number | null) => void): void {
  if (sizeBytes === 0) return callback(null)
  const byte = new Uint8Array(1)
  host.disk.read(fd, byte, 0, 1, sizeBytes - 1, (_error, read) => callback(read === 1 ? (byte[0] ?? null) : null))
}

function failure(error: Error & { code?: string | undefined }): Opened {
  return { ok: false, isMissing: error.code === 'ENOENT', reason: describeDiskError(error) }
}

/** A bar would end the name on the wire. */
function nameFault(name: string): string | null {
  return name.includes('|') ? 'the file name has a bar in it' : fileNameFault(name)
}
