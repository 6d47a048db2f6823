// Turns fault actions, which are data with names in them, into deeds on the fabric and the machines: finds out whose
// matter an action is.
import type { FaultAction } from '../../host/faults.ts'
import type { Fabric } from '../fabric.ts'
import type { Machine } from '../machine.ts'
import { Cast } from './cast.ts'
import { Endings, type Tell } from './lasting.ts'
import { NetworkFaults } from './network-faults.ts'

/** What the world does for faults. */
export interface FaultHooks {
  readonly tell: Tell
  /** Throws when it runs. */
  restart(machine: Machine): void
}

export class FaultInjector {
  readonly cast: Cast
  readonly #hooks: FaultHooks
  readonly #network: NetworkFaults

  constructor(fabric: Fabric, machines: readonly Machine[], hooks: FaultHooks) {
    this.cast = new Cast(machines, (name) => fabric.hostNamed(name))
    this.#hooks = hooks
    const endings = new Endings(fabric.scheduler, hooks.tell)
    this.#network = new NetworkFaults(fabric, this.cast, endings, hooks.tell)
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
        this.cast.machine(action.host).crash()
        break
      case 'restart':
        this.#hooks.restart(this.cast.machine(action.host))
        break
      case 'calm':
        this.#network.calm()
        break
      default:
        throw new Error(`the fault '${action.kind}' is known and does nothing yet`)
    }
  }
}
