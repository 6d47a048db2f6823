// The programs of the chunk swarm by name: what binaries and scenarios start on a host.
export { peer } from './peer-console.ts'
export { type PeerGetOptions, peerGet } from './peer-get.ts'
export { type TrackerOptions, tracker } from './tracker.ts'
