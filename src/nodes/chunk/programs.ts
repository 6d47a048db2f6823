// The programs of the chunk swarm by name: what binaries and scenarios start on a host.
export { peer } from './peer-console.ts'
export { peerGet } from './peer-get.ts'
export type { PeerGetOptions } from './peer-get-options.ts'
export { type TrackerOptions, tracker } from './tracker.ts'
