// The scenarios that come with the project, by name. Each module is loaded only when it is asked for.
import type { Scenario } from './scenario.ts'

interface ScenarioModule {
  readonly default: Scenario
}

export const builtinScenarios: Readonly<Record<string, () => Promise<ScenarioModule>>> = {
  'corrupted-block': () => import('./builtin/corrupted-block.ts'),
  'paced-transfer': () => import('./builtin/paced-transfer.ts'),
  'supplier-vanishes': () => import('./builtin/supplier-vanishes.ts'),
  'index-churn': () => import('./builtin/index-churn.ts'),
  'chunk-swarm': () => import('./builtin/chunk-swarm.ts'),
  'corrupted-chunk': () => import('./builtin/corrupted-chunk.ts'),
  'tracker-restart': () => import('./builtin/tracker-restart.ts'),
  'tracker-converges': () => import('./builtin/tracker-converges.ts'),
  'tracker-linearizable': () => import('./builtin/tracker-linearizable.ts'),
  'partition-heals': () => import('./builtin/partition-heals.ts'),
  'chat-room': () => import('./builtin/chat-room.ts'),
  'chat-transfer-while-talking': () => import('./builtin/chat-transfer-while-talking.ts'),
  'behind-nat': () => import('./builtin/behind-nat.ts'),
  'owner-leaves-mid-transfer': () => import('./builtin/owner-leaves-mid-transfer.ts'),
  'bursty-download': () => import('./builtin/bursty-download.ts'),
  'long-gc-pause': () => import('./builtin/long-gc-pause.ts'),
  'full-disk': () => import('./builtin/full-disk.ts'),
  'tcp-bulk': () => import('./builtin/tcp-bulk.ts'),
  'lossy-download': () => import('./builtin/lossy-download.ts'),
  'nack-storm': () => import('./builtin/nack-storm.ts'),
  'download-paused-at-half': () => import('./builtin/download-paused-at-half.ts'),
  'port-full': () => import('./builtin/port-full.ts'),
  'datagram-chat-room': () => import('./builtin/datagram-chat-room.ts'),
  'name-taken': () => import('./builtin/name-taken.ts'),
}
