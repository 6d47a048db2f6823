// Stands between a client of the datagram chat and its server, and loses datagrams of the file by a seed:
// `<server's port> <loss> <seed>`. The connection goes through, but for the port that the client names: the relay's own.
import dgram from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'

const [serverPort = 0, loss = 0, seed = 0] = process.argv.slice(2).map(Number)
const START = /(\bdl\|\d+\|start\|)(\d+)\|/
const HOST = '127.0.0.1'
const BUFFER_BYTES = 4_194_304
const WARM_UP_DATAGRAMS = 20_000
const WARM_UP_AT_ONCE = 32

let state = seed
/** In [0, 1): a linear congruential generator is chance enough to lose packets. */
function chance(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

let clientPort = 0
let senderPort = 0
// Where each datagram goes is a number. Node would look it up for every one of them, which takes a quarter of the relay's time.
const lookup: dgram.SocketOptions['lookup'] = (address, _options, callback) => callback(null, address, 4)
const datagrams = dgram.createSocket({ type: 'udp4', lookup }, (bytes, from) => {
  if (from.port === clientPort) {
    if (senderPort !== 0) datagrams.send(bytes, senderPort, HOST)
    return
  }
  senderPort = from.port
  if (chance() >= loss) datagrams.send(bytes, clientPort, HOST)
})

/** The network is no cold program: V8 has compiled it before it is there. Datagrams go around between it and another socket. */
async function warmUp(): Promise<void> {
  let left = WARM_UP_DATAGRAMS
  let underWay = WARM_UP_AT_ONCE
  const other = dgram.createSocket({ type: 'udp4', lookup })
  const isOver = new Promise<void>((resolve) => {
    other.on('message', (bytes) => {
      if (--left > 0) other.send(bytes, datagrams.address().port, HOST)
      else if (--underWay === 0) resolve()
    })
  })
  await new Promise<void>((resolve) => void other.bind(0, HOST, resolve))
  clientPort = other.address().port
  senderPort = clientPort
  for (let one = 0; one < underWay; one++) other.send(Buffer.alloc(2048), datagrams.address().port, HOST)
  await isOver
  other.close()
  clientPort = 0
  senderPort = 0
  state = seed
}

const listening = once(datagrams, 'listening')
datagrams.bind(0, HOST)
await listening
datagrams.setRecvBufferSize(BUFFER_BYTES)
datagrams.setSendBufferSize(BUFFER_BYTES)
await warmUp()

// A network does not hold small messages back.
const noDelay = true
const server = net.createServer({ noDelay }, (client) => {
  const upstream = net.connect({ port: serverPort, host: HOST, noDelay })
  client.on('data', (bytes) => {
    const text = bytes.toString('latin1').replace(START, (_, words: string, port: string) => {
      clientPort = Number(port)
      return `${words}${datagrams.address().port}|`
    })
    upstream.write(text, 'latin1')
  })
  upstream.pipe(client)
  client.on('end', () => upstream.end())
  for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
})
server.listen(0, HOST, () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
process.on('SIGINT', () => process.exit(0))
