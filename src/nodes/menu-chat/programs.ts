// The two programs of the menu chat, as a host starts them.
import type { StartProgram } from '../../host/program.ts'
import { ChatClient } from './client.ts'
import { type ChatClientOptions, type ChatServerOptions, clientSettings, serverSettings } from './options.ts'
import { ChatServer } from './server.ts'

/** Throws `InvariantError` when an option is out of its range. */
export function chatServer(options: ChatServerOptions): StartProgram {
  const settings = serverSettings(options)
  return (host) => new ChatServer(host, settings)
}

/** Throws `InvariantError` when an option is out of its range. */
export function chatClient(options: ChatClientOptions): StartProgram {
  const settings = clientSettings(options)
  return (host) => new ChatClient(host, settings)
}
