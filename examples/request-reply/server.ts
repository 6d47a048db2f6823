// The server of the account: does each request once, however often it is asked.
import type { Host, Socket, StartProgram } from 'seednet'
import { FrameReader, frame } from './framing.ts'
import { Ledger } from './ledger.ts'
import { type AddRequest, isAddRequest, PORT } from './protocol.ts'

export interface ServerOptions {
  /** False, the mistake: a request that comes again is done again. */
  readonly knowsItsRequests: boolean
}

export function accountServer({ knowsItsRequests }: ServerOptions): StartProgram {
  return (host) => {
    const ledger = new Ledger(host.disk)
    /** Requests that are being written: who asks again meanwhile is answered when that is done. */
    const underWay = new Map<string, Socket[]>()

    const answer = (request: AddRequest, socket: Socket) => {
      const { id, amount } = request
      const before = knowsItsRequests ? ledger.balanceAfter(id) : undefined
      const waiting = underWay.get(id)
      if (before !== undefined) reply(socket, id, before)
      else if (waiting !== undefined && knowsItsRequests) waiting.push(socket)
      else {
        const sockets = [socket]
        underWay.set(id, sockets)
        ledger.add(id, amount, (balance) => {
          underWay.delete(id)
          host.report('done', { id, amount, balance })
          for (const one of sockets) reply(one, id, balance)
        })
      }
    }

    ledger.open(() => {
      host.net
        .createServer({}, (socket) => serve(host, socket, (request) => answer(request, socket)))
        .listen({ port: PORT }, () => host.report('listening', { balance: ledger.balance }))
    })
    return { interrupt: () => host.exit(0) }
  }
}

function reply(socket: Socket, id: string, balance: number): void {
  if (!socket.destroyed) socket.write(frame({ id, balance }))
}

function serve(host: Host, socket: Socket, onRequest: (request: AddRequest) => void): void {
  const reader = new FrameReader()
  socket.on('error', (error) => host.report('connection-lost', { code: error.code ?? error.message }))
  socket.on('data', (bytes) => {
    try {
      for (const value of reader.push(bytes)) {
        if (!isAddRequest(value)) throw new TypeError('no request')
        onRequest(value)
      }
    } catch {
      socket.destroy()
    }
  })
}
