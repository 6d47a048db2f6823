// The temporary files of downloads under way. Each has the number of its download's UDP port in its name: whoever can bind that
// port knows that the program which wrote the file is dead, and removes it. So a program that is killed leaves nothing for long,
// and two that run in one folder do not meet.
import type { Host } from '../../host/host.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'

const TRY = /\.(\d{1,5})\.try$/

/** `port`: bound for as long as the file is there. */
export function tryPath(name: string, port: number): string {
  return `${PRIVATE_FOLDER}/${name}.${port}.try`
}

/** Removes the files of downloads that are dead. A folder that is not there has none. */
export function removeDeadTries(host: Host, callback: () => void): void {
  host.disk.readdir(PRIVATE_FOLDER, (error, names) => {
    const tries = error === null ? names.filter((name) => TRY.test(name)) : []
    const next = () => {
      const name = tries.pop()
      if (name === undefined) return callback()
      isFree(host, Number(TRY.exec(name)?.[1]), (free) => {
        if (free) host.disk.unlink(`${PRIVATE_FOLDER}/${name}`, next)
        else next()
      })
    }
    next()
  })
}

function isFree(host: Host, port: number, callback: (free: boolean) => void): void {
  if (port < 1 || port > 65_535) return callback(true)
  const socket = host.dgram.createSocket('udp4')
  const answer = (free: boolean) => {
    socket.removeAllListeners()
    socket.close()
    callback(free)
  }
  socket.on('error', () => answer(false))
  socket.bind({ port }, () => answer(true))
}
