// Whether the whole file that is to be fetched stands in its folder already, from an earlier time.
import type { Host } from '../../host/host.ts'
import { describeDiskError } from '../common/durable-file.ts'
import type { FileFacts } from './file-size.ts'
import { type CompleteFile, openCompleteFile } from './shared-file.ts'

/** Calls back with the file, safe on the disk; with null when there is none; or with why it is in the way. */
export function findEarlierFile(
  host: Host,
  folder: string,
  name: string,
  facts: FileFacts,
  callback: (fault: string | null, file: CompleteFile | null) => void,
): void {
  const path = `${folder}/${name}`
  host.disk.stat(path, (error) => {
    if (error !== null) return callback(null, null)
    openCompleteFile(host, folder, name, (openError, file) => {
      if (file === null) return callback(`cannot read "${path}": ${describeDiskError(openError)}`, null)
      const isSame = file.sizeBytes === facts.sizeBytes && (facts.hash === null || facts.hash === file.hash)
      if (!isSame) {
        return callback(`"${path}" is there already and is another file: remove it, or choose another folder`, null)
      }
      // Whoever put it there may have died, or been told of a failing disk, before its name was safe.
      file.sync((syncError) => {
        if (syncError === null) callback(null, file)
        else callback(`cannot keep "${path}": ${describeDiskError(syncError)}`, null)
      })
    })
  })
}
