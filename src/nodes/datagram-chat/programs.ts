// The two programs of the datagram chat, as a host starts them.
import type { StartProgram } from '../../host/program.ts'
import { DatagramChatClient } from './client.ts'
import {
  clientSettings,
  type DatagramChatClientOptions,
  type DatagramChatServerOptions,
  serverSettings,
} from './options.ts'
import { DatagramChatServer } from './server.ts'

/** Throws `InvariantError` when an option is out of its range. */
export function datagramChatServer(options: DatagramChatServerOptions = {}): StartProgram {
  const settings = serverSettings(options)
  return (host) => new DatagramChatServer(host, settings)
}

/** Throws `InvariantError` when an option is out of its range. */
export function datagramChatClient(options: DatagramChatClientOptions = {}): StartProgram {
  const settings = clientSettings(options)
  return (host) => new DatagramChatClient(host, settings)
}
