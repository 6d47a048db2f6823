// The least that forwards lines: lines in, the sender's name before them, out to everyone else, in one write for each of them
// for all that came in one turn of the event loop.
import net from 'node:net'

interface User {
  readonly socket: net.Socket
  name: string
  rest: string
  said: string
}

const users = new Set<User>()
let isDue = false

const server = net.createServer((socket) => {
  const user: User = { socket, name: '', rest: '', said: '' }
  socket.setNoDelay(true)
  socket.on('data', (bytes) => hear(user, bytes.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => users.delete(user))
})

function hear(user: User, text: string): void {
  const lines = (user.rest + text).split('\n')
  user.rest = lines.pop() ?? ''
  for (const line of lines) {
    if (line.startsWith('msg ')) user.said += `msg ${user.name} ${line.slice(4)}\n`
    else if (user.name === '') welcome(user, line)
  }
  if (user.said === '' || isDue) return
  isDue = true
  setImmediate(flush)
}

function welcome(user: User, name: string): void {
  user.name = name
  users.add(user)
  user.socket.write('welcome 30000 65536\n')
}

function flush(): void {
  isDue = false
  const talkers = [...users].filter(({ said }) => said !== '')
  const all = Buffer.from(talkers.map(({ said }) => said).join(''), 'latin1')
  for (const user of users) {
    if (user.said === '') user.socket.write(all)
    else user.socket.write(talkers.map((talker) => (talker === user ? '' : talker.said)).join(''), 'latin1')
  }
  for (const talker of talkers) talker.said = ''
}

server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as net.AddressInfo).port}`))
process.on('SIGINT', () => process.exit(0))
