// Baseline: sends a file to whoever connects, the way one tunes it by hand: large reads ahead of the socket, no stream
// objects. Says its port; serves until it is stopped.
import { open } from 'node:fs/promises'
import net from 'node:net'

const READ_BYTES = 1024 * 1024
const [path = ''] = process.argv.slice(2)

async function send(socket: net.Socket): Promise<void> {
  const file = await open(path)
  const buffers = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)]
  // Step n reads into one buffer while the socket empties the other.
  let written = Promise.resolve()
  for (let step = 0; ; step++) {
    const buffer = buffers[step % 2] as Buffer
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES)
    await written
    if (bytesRead === 0) break
    written = new Promise((resolve, reject) => {
      socket.write(buffer.subarray(0, bytesRead), (error) => (error ? reject(error) : resolve()))
    })
  }
  await file.close()
  socket.end()
}

process.on('SIGINT', () => process.exit(0))
const server = net.createServer((socket) => void send(socket))
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
