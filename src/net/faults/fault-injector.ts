// Turns fault actions, which are data with names in them, into deeds on the fabric and the machines: finds out whose
// matter an action is.
import type { FaultAction } from '../../host/faults.ts'
import type { Fabric } from '../fabric.ts'
import type { Machine } from '../machine.ts'
import { Cast } from './cast.ts'
import { DiskFaults } from './disk-faults.ts'
import { Endings, type Tell } from './lasting.ts'
import { MachineFaults } from './machine-faults.ts'
import { NameFaults } from './name-faults.ts'
import { NetworkFaults } from './network-faults.ts'

/** What the world does for faults. */
export interface FaultHooks {
  readonly tell: Tell
  /** Throws when it runs. */
  restart(machine: Machine): void
}

export class FaultInjector {
  readonly cast: Cast
  readonly #fabric: Fabric
  readonly #names: NameFaults
  readonly #network: NetworkFaults
  readonly #machines: MachineFaults
  readonly #disks: DiskFaults

  constructor(fabric: Fabric, machines: readonly Machine[], hooks: FaultHooks) {
    this.cast = new Cast(machines, (name) => fabric.hostNamed(name))
    const endings = new Endings(fabric.scheduler, hooks.tell)
    this.#fabric = fabric
    this.#names = new NameFaults(this.cast, endings)
    this.#network = new NetworkFaults(fabric, this.cast, endings, hooks.tell)
    this.#disks = new DiskFaults(fabric, this.cast, endings, hooks.tell)
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
      case 'disk-full':
      case 'disk-slow':
      case 'disk-errors':
      case 'heal-disk':
      case 'bit-rot':
        this.#disks.apply(action)
        break
      case 'dns':
      case 'heal-dns':
        this.#fabric.lookups = this.#names
        this.#names.apply(action)
        break
      case 'calm':
        this.#network.calm()
        this.#names.calm()
        this.#disks.calm()
        this.#machines.calm()
        break
    }
  }
}
