// The congestion controls that a host can be given, by name.
import type { CongestionControlName } from '../../host/backing.ts'
import type { CongestionControl } from './congestion-control.ts'
import { Cubic } from './cubic.ts'
import { NewReno } from './new-reno.ts'

/** Absent: what Linux has by default. */
export function newCongestionControl(name: CongestionControlName | undefined, mss: number): CongestionControl {
  return name === 'newreno' ? new NewReno(mss) : new Cubic(mss)
}
