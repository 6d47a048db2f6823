// Faults of disks: full, slow, failing, and bits that flip where they lie.
import type { DiskFault } from '../../host/disk-faults.ts'
import type { HostNames } from '../../host/faults.ts'
import type { Random } from '../../host/random.ts'
import type { Fabric } from '../fabric.ts'
import type { Machine } from '../machine.ts'
import { millisToNanos } from '../nanos.ts'
import type { StoredFile } from '../stored-file.ts'
import type { Cast } from './cast.ts'
import { type DiskCondition, DiskConditions, errorCondition } from './disk-conditions.ts'
import type { Endings, Tell } from './lasting.ts'
import { pathMatcher } from './path-matcher.ts'

const BITS_PER_BYTE = 8

type FaultOf<K> = Extract<DiskFault, { kind: K }>
type ConditionFault = Exclude<DiskFault, { kind: 'heal-disk' | 'bit-rot' }>

export class DiskFaults {
  readonly #fabric: Fabric
  readonly #cast: Cast
  readonly #endings: Endings
  readonly #tell: Tell
  readonly #rotDice = new Map<Machine, Random>()

  constructor(fabric: Fabric, cast: Cast, endings: Endings, tell: Tell) {
    this.#fabric = fabric
    this.#cast = cast
    this.#endings = endings
    this.#tell = tell
  }

  apply(fault: DiskFault): void {
    switch (fault.kind) {
      case 'disk-full':
      case 'disk-slow':
      case 'disk-errors':
        this.#impose(fault)
        break
      case 'heal-disk':
        this.#heal(fault.hosts)
        break
      case 'bit-rot':
        for (const machine of this.#cast.machines(fault.hosts)) this.#rot(machine, fault)
        break
    }
  }

  calm(): void {
    this.#heal('*')
  }

  #heal(hosts: HostNames): void {
    for (const machine of this.#cast.machines(hosts)) machine.store.conditions?.clear()
  }

  #impose(fault: ConditionFault): void {
    const imposed = this.#cast.machines(fault.hosts).map((machine): [DiskConditions, DiskCondition] => {
      const conditions = this.#conditionsOf(machine)
      const condition = conditionOf(fault, machine)
      conditions.add(condition)
      return [conditions, condition]
    })
    this.#endings.plan(fault, () => {
      const removed = imposed.filter(([conditions, condition]) => conditions.remove(condition))
      return removed.length > 0
    })
  }

  #conditionsOf(machine: Machine): DiskConditions {
    const { store, spec } = machine
    store.conditions ??= new DiskConditions(this.#fabric.streams.stream(`disk ${spec.name}`))
    store.onError ??= (operation, code) => this.#tell({ kind: 'disk-error', host: spec.name, operation, code })
    return store.conditions
  }

  #rot(machine: Machine, { path, bits = 1 }: FaultOf<'bit-rot'>): void {
    const fits = path === undefined ? () => true : pathMatcher(path)
    const files = machine.store.filePaths().flatMap((name): [string, StoredFile][] => {
      const entry = machine.store.entry(name)
      return entry === undefined || entry === 'folder' || entry.size === 0 || !fits(name) ? [] : [[name, entry]]
    })
    const total = files.reduce((sum, [, { size }]) => sum + size, 0)
    if (total === 0) return
    const { name } = machine.spec
    const random = this.#rotDice.get(machine) ?? this.#fabric.streams.stream(`bit rot ${name}`)
    this.#rotDice.set(machine, random)
    for (let bit = 0; bit < bits; bit++) {
      const [file, offset] = placeAmong(files, random.below(total))
      file[1].flip(offset, 1 << random.below(BITS_PER_BYTE))
      this.#tell({ kind: 'rotten', host: name, path: file[0], offset })
    }
  }
}

function conditionOf(fault: ConditionFault, { store }: Machine): DiskCondition {
  switch (fault.kind) {
    case 'disk-full':
      return { kind: 'full', capacityBytes: store.usedBytes + (fault.freeBytes ?? 0) }
    case 'disk-slow': {
      const { latencyMs = 0, bytesPerSecond = null } = fault
      return { kind: 'slow', latency: millisToNanos(latencyMs), bytesPerSecond }
    }
    case 'disk-errors': {
      const { operations = ['read', 'write'], path, ratio, nth = 1 } = fault
      return errorCondition(operations, path, ratio === undefined ? { nth } : { ratio })
    }
  }
}

/** The file and the offset in it of the byte with that number among all. */
function placeAmong(files: readonly [string, StoredFile][], number: number): [[string, StoredFile], number] {
  let offset = number
  for (const file of files) {
    if (offset < file[1].size) return [file, offset]
    offset -= file[1].size
  }
  throw new Error('a byte beyond all files')
}
