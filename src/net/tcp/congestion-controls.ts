// The congestion controls that a host can be given, by name.
import type { CongestionControlName } from '../../host/backing.ts'
import type { CongestionControl } from './congestion-control.ts'
import { Cubic } from './cubic.ts'
import { NewReno } from './new-reno.ts'

/** What Linux has by default. */
export const DEFAULT_CONGESTION_CONTROL: CongestionControlName = 'cubic'

export function newCongestionControl(name: CongestionControlName, mss: number): CongestionControl {
  return name === 'cubic' ? new Cubic(mss) : new NewReno(mss)
}
