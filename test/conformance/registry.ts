// All behaviours, by topic: the suite, the count and the page are made from this list alone.
import type { Topic } from './behaviour.ts'
import { addresses } from './behaviours/addresses.ts'
import { closingListeners } from './behaviours/closing-listeners.ts'
import { connecting } from './behaviours/connecting.ts'
import { corking } from './behaviours/corking.ts'
import { datagramSockets } from './behaviours/datagram-sockets.ts'
import { datagrams } from './behaviours/datagrams.ts'
import { destroying } from './behaviours/destroying.ts'
import { descriptors } from './behaviours/descriptors.ts'
import { digests } from './behaviours/digests.ts'
import { diskNames } from './behaviours/disk-names.ts'
import { draining } from './behaviours/draining.ts'
import { ending } from './behaviours/ending.ts'
import { failing } from './behaviours/failing.ts'
import { families } from './behaviours/families.ts'
import { files } from './behaviours/files.ts'
import { flowing } from './behaviours/flowing.ts'
import { leaving } from './behaviours/leaving.ts'
import { listeners } from './behaviours/listeners.ts'
import { listening } from './behaviours/listening.ts'
import { paths } from './behaviours/paths.ts'
import { refused } from './behaviours/refused.ts'
import { resetting } from './behaviours/resetting.ts'
import { standing } from './behaviours/standing.ts'
import { timeouts } from './behaviours/timeouts.ts'
import { timers } from './behaviours/timers.ts'
import { writing } from './behaviours/writing.ts'

export const topics: readonly Topic[] = [
  connecting,
  refused,
  ending,
  destroying,
  resetting,
  failing,
  writing,
  draining,
  corking,
  flowing,
  listening,
  closingListeners,
  standing,
  addresses,
  families,
  listeners,
  timeouts,
  datagrams,
  datagramSockets,
  timers,
  files,
  descriptors,
  diskNames,
  paths,
  digests,
  leaving,
]
