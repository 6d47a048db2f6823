// Sends one JSON document per connection, so many connections at a time, and reads each reply to its end. Prints replies per
// second. Arguments: port, seconds, connections at a time, the document; {n} in it becomes another number each time.
import net from 'node:net'

const [port = '0', seconds = '1', atOnce = '1', request = '{}', numbers = '1'] = process.argv.slice(2)
const endMs = performance.now() + Number(seconds) * 1000
const startedMs = performance.now()
let sent = 0
let replies = 0
let open = 0

function send(): void {
  open++
  const text = request.replace('{n}', String((sent++ * 7919) % Number(numbers)))
  let received = 0
  const socket = net.connect({ port: Number(port), host: '127.0.0.1' }, () => socket.write(text))
  socket.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  socket.on('close', () => {
    open--
    if (received === 0) throw new Error('a connection was closed without a reply')
    replies++
    if (performance.now() < endMs) return send()
    if (open > 0) return
    console.log(`${(replies * 1000) / (performance.now() - startedMs)} replies/s`)
    process.exit(0)
  })
}

for (let one = 0; one < Number(atOnce); one++) send()
