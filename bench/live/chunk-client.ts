// Measures one kept-open connection: asks for chunks of 1,024 bytes, so many at a time, and hashes what comes. Speaks to a
// real peer, or, with `bare`, to the loop of `bare/chunk-answerer.ts`, which it neither parses nor hashes.
// Arguments: port, seconds, requests in flight, chunks of the file, and `bare` if so. Prints chunks per second.
import net from 'node:net'
import { encodeFrame, FrameReader, HASH_BYTES, PAYLOAD_OFFSET } from '../../src/wire/chunk-frames.ts'
import { CHUNK_BYTES } from '../../src/wire/chunk-arithmetic.ts'
import { JsonDocumentReader } from '../../src/wire/json-document.ts'
import { realCrypto } from '../../src/real/crypto.ts'

const [port = '0', seconds = '1', depthText = '1', chunkText = '1', form = ''] = process.argv.slice(2)
const depth = Number(depthText)
const chunks = Number(chunkText)
const FRAME_BYTES = PAYLOAD_OFFSET + CHUNK_BYTES
const endMs = performance.now() + Number(seconds) * 1000

let asked = 0
let answered = 0
const startedMs = performance.now()

function request(count: number): void {
  const requests: Uint8Array[] = []
  for (let one = 0; one < count; one++) {
    requests.push(encodeFrame({ kind: 'request', first: (asked++ % chunks) + 1, count: 1 }))
  }
  socket.write(requests.length === 1 ? (requests[0] as Uint8Array) : Buffer.concat(requests))
}

function answeredMore(count: number): void {
  answered += count
  if (performance.now() < endMs) return request(count)
  console.log(`${(answered * 1000) / (performance.now() - startedMs)} chunks/s`)
  process.exit(0)
}

/** What came in one turn is hashed together, as a fetch does it with a block. */
const together = new Uint8Array(depth * CHUNK_BYTES)
const hashes = new Uint8Array(depth * HASH_BYTES)

function readFrames(reader: FrameReader, bytes: Uint8Array): void {
  let count = 0
  const fault = reader.push(bytes, (frame) => {
    if (frame.kind !== 'data') return
    together.set(frame.bytes, count * CHUNK_BYTES)
    count++
  })
  if (fault !== null) throw new Error(fault)
  if (count === 0) return
  // So many requests stay in flight: the peer works while this end hashes.
  answeredMore(count)
  realCrypto.sha256Pieces(together.subarray(0, count * CHUNK_BYTES), CHUNK_BYTES, hashes, 0)
}

function begin(): (bytes: Uint8Array) => void {
  const frames = new FrameReader()
  const json = new JsonDocumentReader(65_536)
  let isOpen = false
  return (bytes) => {
    if (isOpen) return readFrames(frames, bytes)
    const document = json.push(bytes)
    if (document === null) return
    if (!document.ok || document.value.value.binary !== 1) throw new Error('the peer does not speak the binary form')
    isOpen = true
    readFrames(frames, document.value.rest)
    request(depth)
  }
}

function beginBare(): (bytes: Uint8Array) => void {
  let received = 0
  return (bytes) => {
    received += bytes.length
    const count = Math.floor(received / FRAME_BYTES)
    received -= count * FRAME_BYTES
    if (count > 0) answeredMore(count)
  }
}

const onBytes = form === 'bare' ? beginBare() : begin()
const buffer = new Uint8Array(256 * 1024)
const socket: net.Socket = net.connect({
  port: Number(port),
  host: '127.0.0.1',
  onread: {
    buffer,
    callback(bytesRead) {
      onBytes(buffer.subarray(0, bytesRead))
      return true
    },
  },
})
socket.setNoDelay(true)
socket.on('connect', () => {
  if (form === 'bare') request(depth)
  else socket.write(JSON.stringify({ message: 5, fileName: 'file.bin', chunk: 1, binary: 1 }))
})
