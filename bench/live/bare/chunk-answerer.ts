// Baseline: answers each request of 13 bytes with 1,033 bytes from memory, whatever it asks for. The least that any server of
// chunks has to do.
import net from 'node:net'

const REQUEST_BYTES = 13
const ANSWER_BYTES = 1033
const answers = Buffer.alloc(64 * ANSWER_BYTES, 1)

process.on('SIGINT', () => process.exit(0))
const server = net.createServer((socket) => {
  let received = 0
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    received += bytes.length
    const count = Math.floor(received / REQUEST_BYTES)
    received -= count * REQUEST_BYTES
    if (count > 0) socket.write(answers.subarray(0, count * ANSWER_BYTES))
  })
})
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
