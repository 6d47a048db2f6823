// The least that brings a file by datagrams where none is lost: 2 KB in each, at most so many on their way, acknowledged by
// counting. `receive <bytes>` prints its port and, at the end, how long it took; `send <port> <file>`.
import dgram from 'node:dgram'
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

const PAYLOAD_BYTES = 2043
const HEADER_BYTES = 5
const WINDOW = 512
const ACK_EVERY = 32
const HOST = '127.0.0.1'
const [role, target = '', path = ''] = process.argv.slice(2)
const socket = dgram.createSocket('udp4')

function receive(sizeBytes: number): void {
  const file = openSync('received', 'w')
  const packets = Math.ceil(sizeBytes / PAYLOAD_BYTES)
  let received = 0
  let beganAt = 0
  socket.on('message', (bytes, from) => {
    if (received++ === 0) beganAt = performance.now()
    writeSync(file, bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, bytes.readUInt32BE(0) * PAYLOAD_BYTES)
    if (received % ACK_EVERY === 0 || received === packets) socket.send(String(received), from.port, HOST)
    if (received < packets) return
    closeSync(file)
    process.stdout.write(`took ${performance.now() - beganAt} ms\n`, () => setTimeout(() => process.exit(0), 100))
  })
  socket.bind(0, HOST, () => {
    socket.setRecvBufferSize(4_194_304)
    console.log(`port ${socket.address().port}`)
  })
}

function send(port: number): void {
  const file = openSync(path, 'r')
  const packets = Math.ceil(fstatSync(file).size / PAYLOAD_BYTES)
  let sent = 0
  const go = (acknowledged: number) => {
    if (acknowledged >= packets) process.exit(0)
    for (; sent < packets && sent - acknowledged < WINDOW; sent++) {
      const bytes = Buffer.allocUnsafe(HEADER_BYTES + PAYLOAD_BYTES)
      const count = readSync(file, bytes, HEADER_BYTES, PAYLOAD_BYTES, sent * PAYLOAD_BYTES)
      bytes.writeUInt32BE(sent, 0)
      socket.send(bytes, 0, HEADER_BYTES + count, port, HOST)
    }
  }
  socket.on('message', (bytes) => go(Number(bytes.toString())))
  go(0)
}

if (role === 'receive') receive(Number(target))
else send(Number(target))
