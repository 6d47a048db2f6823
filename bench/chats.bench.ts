// The chats as users run them: real processes and sockets on loopback, each beside the least that a Node program has to do for
// the same.
import { chatRows } from './live/chat-room.ts'
import { datagramRows } from './live/datagram-download.ts'
import type { Suite } from './suite.ts'

export const chat: Suite = {
  name: 'chat',
  purpose: 'how many lines a second a room of the menu chat hears, and how late',
  run: chatRows,
}

export const datagram: Suite = {
  name: 'datagram',
  purpose: 'how fast a file comes by the datagram chat, whatever a relay loses',
  run: datagramRows,
}
