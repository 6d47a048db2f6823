// Baseline: receives a file without the allocations of a stream (`onread`), into 1 MiB buffers, hashes each when it is full,
// and writes it while the next one fills. No more is read while three writes wait, so memory stays flat. Prints the hash.
import { createHash } from 'node:crypto'
import { write } from 'node:fs'
import { open } from 'node:fs/promises'
import net from 'node:net'

const WRITE_BYTES = 1024 * 1024
const MAX_WRITES = 3
const [port = '0', path = '', algorithm = 'sha256'] = process.argv.slice(2)

const { fd } = await open(path, 'w')
const hash = createHash(algorithm)
const free: Buffer[] = []
let filling: Buffer = Buffer.allocUnsafe(WRITE_BYTES)
let filled = 0
let writes = 0
let position = 0
let hasEnded = false

function flush(): void {
  const full = filling
  const bytes = full.subarray(0, filled)
  hash.update(bytes)
  writes++
  write(fd, bytes, 0, filled, position, (error) => {
    if (error !== null) throw error
    free.push(full)
    writes--
    if (socket.isPaused()) socket.resume()
    if (hasEnded && writes === 0) finish()
  })
  position += filled
  filling = free.pop() ?? Buffer.allocUnsafe(WRITE_BYTES)
  filled = 0
}

function finish(): void {
  console.log(hash.digest('hex'))
  process.exit(0)
}

const received = Buffer.allocUnsafe(WRITE_BYTES)
const socket = net.connect({
  port: Number(port),
  host: '127.0.0.1',
  onread: {
    buffer: received,
    callback(count) {
      for (let at = 0; at < count; ) {
        const taken = Math.min(count - at, WRITE_BYTES - filled)
        received.copy(filling, filled, at, at + taken)
        filled += taken
        at += taken
        if (filled === WRITE_BYTES) flush()
      }
      if (writes >= MAX_WRITES) socket.pause()
      return true
    },
  },
})
socket.on('end', () => {
  hasEnded = true
  if (filled > 0) flush()
  if (writes === 0) finish()
})
