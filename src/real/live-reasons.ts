// What of a link's settings or of a fault does not act on real sockets as it does in the virtual network, in words for
// whoever reads a live run's result. The reasons are explained in docs/decisions/live-impairment.md.
import type { HostSpec } from '../host/backing.ts'
import type { FaultAction } from '../host/faults.ts'
import type { LinkOptions } from '../host/link-options.ts'

/** One sentence for each; empty: it acts in full. */
export function liveReasons(subject: LinkOptions | FaultAction): string[] {
  return 'kind' in subject ? faultReasons(subject) : linkReasons(subject)
}

/** The same for what a host is. */
export function liveHostReasons(spec: HostSpec): string[] {
  return [
    ...whyHostNotLive(spec).map((reason) => `a live run has no such host: ${reason}`),
    ...(spec.resolver === undefined ? [] : ['resolver does not act: names are resolved at once and without failure']),
    ...(spec.congestionControl === undefined
      ? []
      : ['congestionControl does not act: streams have that of the kernel']),
    ...(spec.sendBufferBytes === undefined
      ? []
      : ['sendBufferBytes does not act: the kernel tunes its buffers itself']),
  ]
}

const NO_ROUTER = 'nobody is behind a router (NAT): all loopback addresses of a machine reach each other'

/** Why a live run cannot have such a host at all, one reason for each field; empty: it can. */
export function whyHostNotLive({ addresses, aliases, nat, behind }: HostSpec): string[] {
  const reasons: string[] = []
  if (nat !== undefined || behind !== undefined) reasons.push(NO_ROUTER)
  if (addresses !== undefined)
    reasons.push('its `addresses` are not for it to choose: it gets one, an IPv4 loopback address')
  if (aliases !== undefined) reasons.push('it can have no `aliases`: a name is one host there')
  return reasons
}

function linkReasons(options: LinkOptions): string[] {
  const { lossRatio = 0, burstLoss, duplicateRatio = 0, reorderRatio = 0, queuePackets, queueBytes } = options
  const reasons: string[] = []
  if (lossRatio > 0)
    reasons.push('lossRatio acts on datagrams only: the kernel repairs streams before the proxy sees them')
  if (burstLoss)
    reasons.push('burstLoss acts on datagrams only, and counts a datagram once, however many fragments it has')
  if (duplicateRatio > 0) reasons.push('duplicateRatio acts on datagrams only')
  if (reorderRatio > 0) reasons.push('reorderRatio acts on datagrams only')
  if (queuePackets !== undefined || queueBytes !== undefined)
    reasons.push('queue limits act on datagrams only: a stream waits for the wire instead of losing segments')
  return reasons
}

function faultReasons(fault: FaultAction): string[] {
  switch (fault.kind) {
    case 'partition':
      return [
        'a stream that is opened across a partition connects at once and stalls, where it would find no answer',
        ...(fault.hold === true
          ? []
          : ['bytes of streams are held until the partition heals, where TCP sends them again']),
      ]
    case 'link':
      return linkReasons(fault.options)
    case 'crash':
    case 'power-loss':
      return [
        'the program is killed, not its machine: its peers see their streams reset or ended, where nobody would tell them',
        'what it wrote survives without fsync: the files are in the memory of the machine that runs all hosts',
      ]
    case 'pause':
      return ["'pause' is SIGSTOP, so it needs a process for each host: --live=processes"]
    case 'heal':
    case 'cut-connections':
    case 'corrupt-stream':
    case 'restart':
    case 'resume':
    case 'calm':
      return []
    default:
      return [`a live run fails at '${fault.kind}': ${whyNotLive(fault.kind)}`]
  }
}

const DISK = "the hosts' files lie on this machine's own disk, whose room, speed and errors are nobody's to set"
const NAMES = "names are the run's own table, which is never asked over a network"

const REASONS = {
  swizzle:
    'its order in time is exact and drawn from the seed; partitions with forMs do what it does by the clock of the wall',
  rule: 'the proxy carries streams in pieces of its own and has no segments to lose or delay; corrupt-stream flips bits of streams',
  dns: NAMES,
  'heal-dns': NAMES,
  'slow-cpu': 'nothing makes a process slow by an exact time for each event',
  clock: "the clock is the machine's, which all hosts share",
  'disk-full': DISK,
  'disk-slow': DISK,
  'disk-errors': DISK,
  'heal-disk': DISK,
  'bit-rot': DISK,
} as const

/** Why a live run cannot play a kind of fault at all. */
export function whyNotLive(kind: keyof typeof REASONS): string {
  return REASONS[kind]
}
