// Turns fault actions, which are data with names in them, into deeds on the fabric and the machines: finds out whose
// matter an action is.
import type { FaultAction } from '../../host/faults.ts'
import type { Fabric } from '../fabric.ts'
import type { Machine } from '../machine.ts'
import { Cast } from './cast.ts'
import { Endings, type Tell } from './lasting.ts'
import { MachineFaults } from './machine-faults.ts'
import { NetworkFaults } from './network-faults.ts'

/** What the world does for faults. */
export interface FaultHooks {
  readonly tell: Tell
  /** Throws when it runs. */
  restart(machine: Machine): void
}

export class FaultInjector {
  readonly cast: Cast
  readonly #network: NetworkFaults
  readonly #machines: MachineFaults

  constructor(fabric: Fabric, machines: readonly Machine[], hooks: FaultHooks) {
    this.cast = new Cast(machines, (name) => fabric.hostNamed(name))
    const endings = new Endings(fabric.scheduler, hooks.tell)
    this.#network = new NetworkFaults(fabric, this.cast, endings, hooks.tell)
    const restart = (machine: Machine) => hooks.restart(machine)
    this.#machines = new MachineFaults(fabric, this.cast, endings, hooks.tell, restart)
  }

  /** Throws an Error that names the host when there is none of that name. */
  apply(action: FaultAction): void {
    switch (action.kind) {
      case 'partition':
      case 'heal':
      case 'link':
      case 'cut-connections':
      case 'swizzle':
      case 'corrupt-stream':
      case 'rule':
        this.#network.apply(action)
        break
      case 'crash':
      case 'power-loss':
      case 'restart':
      case 'pause':
      case 'resume':
      case 'slow-cpu':
      case 'clock':
        this.#machines.apply(action)
        break
      case 'calm':
        this.#network.calm()
        this.#machines.calm()
        break
      default:
        throw new Error(`the fault '${action.kind}' is known and does nothing yet`)
    }
  }
}
