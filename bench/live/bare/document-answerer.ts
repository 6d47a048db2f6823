// Baseline: accepts, reads one JSON document, answers with the object of the given file, closes. It knows nothing and checks
// nothing: the least that any server of one message per connection has to do.
import { readFileSync } from 'node:fs'
import net from 'node:net'

const [path = ''] = process.argv.slice(2)
const answer = JSON.parse(readFileSync(path, 'utf8')) as object

process.on('SIGINT', () => process.exit(0))
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = ''
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    text += bytes.toString()
    if (!text.endsWith('}')) return
    const { message } = JSON.parse(text) as { message: number }
    if (message > 0) socket.end(JSON.stringify(answer))
  })
})
server.listen(0, '127.0.0.1', 1024, () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
