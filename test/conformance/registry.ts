// All behaviours, by topic: the suite, the count and the page are made from this list alone.
import type { Topic } from './behaviour.ts'
import { addresses } from './behaviours/addresses.ts'
import { connecting } from './behaviours/connecting.ts'
import { corking } from './behaviours/corking.ts'
import { destroying } from './behaviours/destroying.ts'
import { ending } from './behaviours/ending.ts'
import { flowing } from './behaviours/flowing.ts'
import { listening } from './behaviours/listening.ts'
import { refused } from './behaviours/refused.ts'
import { timeouts } from './behaviours/timeouts.ts'
import { timers } from './behaviours/timers.ts'
import { writing } from './behaviours/writing.ts'

export const topics: readonly Topic[] = [
  connecting,
  refused,
  ending,
  destroying,
  writing,
  corking,
  flowing,
  listening,
  addresses,
  timeouts,
  timers,
]
