// The two programs of the index swarm, as a host starts them.
import type { StartProgram } from '../../host/program.ts'
import { type IndexPeerOptions, type IndexServerOptions, peerSettings, serverSettings } from './options.ts'
import { IndexPeer } from './peer.ts'
import { IndexServer } from './server.ts'

/** Throws `InvariantError` when an option is out of its range. */
export function indexServer(options: IndexServerOptions = {}): StartProgram {
  const settings = serverSettings(options)
  return (host) => new IndexServer(host, settings)
}

/** Throws `InvariantError` when an option is out of its range. */
export function indexPeer(options: IndexPeerOptions): StartProgram {
  const settings = peerSettings(options)
  // A copy: what one run downloads, its restart has not.
  return (host) => new IndexPeer(host, { ...settings, fileVector: settings.fileVector.copy() })
}
