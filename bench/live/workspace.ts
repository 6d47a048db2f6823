// Folders, files and ports of the live measurements. Everything is made in a temporary folder and taken away again.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives a fresh folder, and takes it away when the work is done or has failed. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'seednet-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A file of bytes that no layer can shorten. */
export async function makeFile(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, 'w')
  const piece = new Uint32Array(256 * 1024)
  let state = 1
  for (let written = 0; written < sizeBytes; ) {
    for (let at = 0; at < piece.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      piece[at] = state
    }
    const { bytesWritten } = await file.write(piece, 0, Math.min(piece.byteLength, sizeBytes - written))
    written += bytesWritten
  }
  await file.close()
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until somebody listens there. */
export async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const socket = net.connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true))
      socket.on('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nobody listens on port ${port}`)
}
