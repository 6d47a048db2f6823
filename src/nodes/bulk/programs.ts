// The two smallest programs that move bytes: one stream, as many bytes as asked for, as fast as the stream takes them.
// For measuring what a link and the congestion control make of it.
import type { Host } from '../../host/host.ts'
import type { StartProgram } from '../../host/program.ts'

export interface BulkReceiverOptions {
  readonly port: number
  /** Bytes to wait for. */
  readonly totalBytes: number
}

export interface BulkSenderOptions {
  /** Name or address of the receiver. */
  readonly host: string
  readonly port: number
  readonly totalBytes: number
}

/** Handed to the stream at a time. */
export const WRITE_BYTES = 65_536

/** Takes one connection, reports `transfer-complete` {bytes} at the last byte, and exits when the stream has ended. */
export function bulkReceiver({ port, totalBytes }: BulkReceiverOptions): StartProgram {
  return (host) => {
    let receivedBytes = 0
    const server = host.net.createServer({}, (socket) => {
      server.close()
      socket.on('error', (error) => fail(host, error))
      socket.on('data', (bytes) => {
        receivedBytes += bytes.length
        if (receivedBytes >= totalBytes && receivedBytes - bytes.length < totalBytes) {
          host.report('transfer-complete', { bytes: receivedBytes })
        }
      })
      socket.on('end', () => host.exit(receivedBytes === totalBytes ? 0 : 1))
    })
    server.on('error', (error) => fail(host, error))
    server.listen({ port }, () => host.report('listening', { port }))
    return { interrupt: () => host.exit(1) }
  }
}

/**
 * Connects, reports `connecting` just before, sends everything, and when the receiver has closed too reports
 * `transfer-sent` {bytes} and exits.
 */
export function bulkSender({ host: receiver, port, totalBytes }: BulkSenderOptions): StartProgram {
  return (host) => {
    const piece = patternBytes(Math.min(WRITE_BYTES, totalBytes))
    let leftBytes = totalBytes
    host.report('connecting', { host: receiver, port })
    const socket = host.net.connect({ host: receiver, port })
    const fill = () => {
      while (leftBytes > 0) {
        const bytes = leftBytes < piece.length ? piece.subarray(0, leftBytes) : piece
        leftBytes -= bytes.length
        if (!socket.write(bytes)) break
      }
      if (leftBytes === 0 && !socket.writableEnded) socket.end()
    }
    socket.on('connect', fill)
    socket.on('drain', fill)
    socket.on('error', (error) => fail(host, error))
    socket.on('close', (hadError) => {
      if (hadError) return
      host.report('transfer-sent', { bytes: socket.bytesWritten })
      host.exit(0)
    })
    // The receiver says nothing, but its FIN is only seen by who reads.
    socket.resume()
    return { interrupt: () => host.exit(1) }
  }
}

function fail(host: Host, error: Error & { code?: string | undefined }): void {
  host.report('failed', { code: error.code ?? error.message })
  host.exit(1)
}

function patternBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 0xff)
}
