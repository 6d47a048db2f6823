// Many users of a chat server in one process, by plain sockets: `<port> <users> <seconds> <in flight> <lines a second>`. Talks as
// fast as the server forwards with so many lines in flight; or, with a rate, so many lines a second. Prints deliveries a second
// and the 99th percentile of their latency in milliseconds.
import net from 'node:net'

const [port = 0, users = 0, seconds = 0, inFlight = 0, linesPerSecond = 0] = process.argv.slice(2).map(Number)
/** Of each line to the server, in bytes. All are of the same length, so that they are counted by their bytes. */
const TEXT_BYTES = 40
const NAME_DIGITS = 4
const SENT_BYTES = 4 + TEXT_BYTES + 1
const HEARD_BYTES = SENT_BYTES + NAME_DIGITS + 1
/** Of so many users one looks at every line it hears. */
const LOOKERS = 20
const WARM_UP_MS = Math.min(500, seconds * 600)
/** Fewer than a listener lets wait. */
const JOIN_AT_ONCE = 100
const STEP_MS = 2
const CLOCK_DIGITS = 12

const readBuffer = Buffer.alloc(262_144)
const sockets: net.Socket[] = []
const latencies: number[] = []
let heardBytes = 0
let sentLines = 0
let talker = 0
let isMeasuring = false

function micros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) % 1e12
}

function say(count: number): void {
  const stamp = String(micros()).padStart(CLOCK_DIGITS, '0')
  const line = `msg ${stamp}${'x'.repeat(TEXT_BYTES - CLOCK_DIGITS)}\n`
  const each = Math.ceil(count / users)
  for (let left = count; left > 0; left -= each) {
    talker = (talker + 1) % users
    sockets[talker]?.write(line.repeat(Math.min(each, left)))
  }
  sentLines += count
}

function look(bytes: Buffer, rest: Buffer): Buffer {
  const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
  const now = micros()
  const stampAt = 4 + NAME_DIGITS + 1
  let at = 0
  for (; at + HEARD_BYTES <= all.length; at += HEARD_BYTES) {
    if (all[at + HEARD_BYTES - 1] !== 0x0a) throw new Error('a line was cut or doubled')
    if (isMeasuring) latencies.push(now - Number(all.toString('latin1', at + stampAt, at + stampAt + CLOCK_DIGITS)))
  }
  return Buffer.from(all.subarray(at))
}

function hear(bytes: Buffer): void {
  heardBytes += bytes.length
  if (linesPerSecond > 0) return
  const open = sentLines - heardBytes / HEARD_BYTES / (users - 1)
  const room = Math.floor(inFlight - open + 1e-6)
  if (room >= Math.max(1, inFlight / 4)) say(room)
}

/** All users read into one buffer, as it costs the least: the crowd must not be what limits the server. */
async function join(user: number): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  let onBytes = (_bytes: Buffer): void => undefined
  const welcomed = new Promise<void>((resolve) => {
    onBytes = () => resolve()
  })
  const callback = (count: number): boolean => {
    onBytes(readBuffer.subarray(0, count))
    return true
  }
  const socket = net.connect({ port, host: '127.0.0.1', onread: { buffer: readBuffer, callback } })
  const name = String(user).padStart(NAME_DIGITS, '0')
  socket.setNoDelay(true)
  socket.write(`${name}\nlisten 0\n`)
  await welcomed
  onBytes = (bytes) => {
    if (user % LOOKERS === 0) rest = look(bytes, rest)
    hear(bytes)
  }
  socket.on('error', (error) => {
    throw error
  })
  sockets.push(socket)
}

function talkAtRate(): void {
  const beganAt = performance.now()
  setInterval(() => {
    const due = Math.floor(((performance.now() - beganAt) * linesPerSecond) / 1000) - sentLines
    if (due > 0) say(due)
  }, STEP_MS)
}

for (let first = 0; first < users; first += JOIN_AT_ONCE) {
  const count = Math.min(JOIN_AT_ONCE, users - first)
  await Promise.all(Array.from({ length: count }, (_, index) => join(first + index)))
}
if (linesPerSecond > 0) talkAtRate()
else say(inFlight)
setTimeout(() => {
  isMeasuring = true
  process.stdout.write('measuring\n')
  const beganAt = performance.now()
  const heardBefore = heardBytes
  setTimeout(() => {
    const took = (performance.now() - beganAt) / 1000
    const rate = (heardBytes - heardBefore) / HEARD_BYTES / took
    latencies.sort((a, b) => a - b)
    const p99 = (latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN) / 1000
    process.stdout.write(`${rate} deliveries ${p99} ms\n`, () => process.exit(0))
  }, seconds * 1000)
}, WARM_UP_MS)
