// How a program comes to know the port that its listener got.
import type { Server } from '../../host/server.ts'

/** Port 0 picks a free one. `onListening` is told the port; what goes wrong is the listener's 'error', as ever. */
export function listenAt(listener: Server, port: number, onListening: (port: number) => void): void {
  listener.listen({ port }, () => {
    const address = listener.address()
    onListening(address !== null && typeof address === 'object' ? address.port : port)
  })
}
