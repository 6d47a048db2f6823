// Baseline: the blocks of an index transfer to whoever sends anything, one timer for each connection and block. The least
// that any paced sender has to do. Arguments: pause in milliseconds, blocks.
import net from 'node:net'
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'
import { BLOCK_BYTES } from '../../../src/wire/index/generated-file.ts'

const [pauseMs = 1000, blocks = 20] = process.argv.slice(2).map(Number)
const payload = new Uint8Array(BLOCK_BYTES)

process.on('SIGINT', () => process.exit(0))
const server = net.createServer((socket) => {
  let block = 0
  let firstMs = 0
  const send = () => {
    socket.write(encodeMessage({ type: 'block', file: 10, block, payload }))
    block++
    if (block < blocks) setTimeout(send, Math.round(firstMs + block * pauseMs - performance.now()))
  }
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.once('data', () => {
    firstMs = performance.now()
    send()
  })
})
server.listen(0, '127.0.0.1', 1024, () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
