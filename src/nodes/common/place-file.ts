// Gives a finished file its name. What already has that name is not lost: unless it is the same, it is kept under another.
import type { Host } from '../../host/host.ts'
import { hashFile } from './file-hash.ts'

export interface FinishedFile {
  /** Where it is now, written and synced. */
  readonly temporaryPath: string
  readonly sizeBytes: number
  /** SHA-256, lower-case hex. */
  readonly hash: string
}

/** `keptAs`: the new name of the file that was there before; null when there was none, or the same one. */
export type PlacedCallback = (error: Error | null, keptAs: string | null) => void

/** Numbers tried for the name of a file that has to make room. */
export const MAX_COPIES = 999

/**
 * The new file appears under its name in one step. Nothing in between loses a file: a crash leaves the old one under its
 * old name or under its new one.
 */
export function placeFile(host: Host, file: FinishedFile, name: string, callback: PlacedCallback): void {
  const { disk } = host
  const place = (keptAs: string | null) => {
    disk.rename(file.temporaryPath, name, (error) => {
      if (error === null) return callback(null, keptAs)
      if (keptAs === null) return callback(error, null)
      disk.rename(keptAs, name, () => callback(error, null))
    })
  }
  disk.stat(name, (statError, stats) => {
    if (statError?.code === 'ENOENT') return place(null)
    if (statError !== null) return callback(statError, null)
    if (!stats.isFile()) return callback(new Error('something that is no file has its name'), null)
    const makeRoom = () => {
      findFreeName(host, name, (freeName) => {
        if (freeName === null) return callback(new Error(`there are ${MAX_COPIES} copies of it already`), null)
        disk.rename(name, freeName, (error) => (error === null ? place(freeName) : callback(error, null)))
      })
    }
    if (stats.size !== file.sizeBytes) return makeRoom()
    // One that cannot be read is kept, too.
    hashFile(host, name, (_, hash) => (hash === file.hash ? place(null) : makeRoom()))
  })
}

/** `photo (1).jpg` for `photo.jpg`, or the first number after 1 that is free. */
function findFreeName(host: Host, name: string, callback: (freeName: string | null) => void): void {
  const step = (number: number) => {
    if (number > MAX_COPIES) return callback(null)
    const candidate = numberedName(name, number)
    host.disk.stat(candidate, (error) => (error?.code === 'ENOENT' ? callback(candidate) : step(number + 1)))
  }
  step(1)
}

function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const stemEnd = dot <= 0 ? name.length : dot
  return `${name.slice(0, stemEnd)} (${number})${name.slice(stemEnd)}`
}
