// What the kinds of chaos draw with: numbers that are short to read, times within the run, and sides of a network.
import { pick, type Random, shuffle } from '../../host/random.ts'
import { exp, ln } from '../../net/exact-math.ts'

/** From `fromMs` to `untilMs`. */
export interface Spell {
  readonly fromMs: number
  readonly untilMs: number
}

/** Two groups of hosts that have none in common. */
export interface Sides {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

const SHORTEST_SPELL_MS = 5
/** The least of a ratio that is on at all, as a share of the largest. */
const LEAST_SHARE = 0.02

export class ChaosDice {
  readonly random: Random
  /** When everything must be well again, whole ms. */
  readonly calmAtMs: number

  constructor(random: Random, calmAtMs: number) {
    this.random = random
    this.calmAtMs = calmAtMs
  }

  chance(ratio: number): boolean {
    return this.random.next() < ratio
  }

  /** How many of something: 1 to `max`. */
  count(max: number): number {
    return 1 + this.random.below(max)
  }

  /** Between the two, both above 0, small and large scales alike; three digits. */
  scaled(min: number, max: number): number {
    const drawn = exp(ln(min) + (ln(max) - ln(min)) * this.random.next())
    return Number(drawn.toPrecision(3))
  }

  /** The same, whole. */
  millis(min: number, max: number): number {
    return Math.round(this.scaled(min, max))
  }

  ratio(max: number): number {
    return this.scaled(max * LEAST_SHARE, max)
  }

  /** A time before the calm. */
  time(): number {
    return this.random.below(this.calmAtMs)
  }

  /** Begins anywhere, and is over by the calm. */
  spell(maxMs: number): Spell {
    const fromMs = this.time()
    return { fromMs, untilMs: Math.min(fromMs + this.millis(SHORTEST_SPELL_MS, maxMs), this.calmAtMs) }
  }

  /** 1 to `maxCount`, by their beginnings. */
  anySpells(maxCount: number, maxMs: number): Spell[] {
    const drawn = Array.from({ length: this.count(maxCount) }, () => this.spell(maxMs))
    return drawn.sort((one, other) => one.fromMs - other.fromMs)
  }

  /** The same, one after the other: those that would begin during another are left out. */
  spells(maxCount: number, maxMs: number): Spell[] {
    const apart: Spell[] = []
    for (const spell of this.anySpells(maxCount, maxMs)) {
      if (spell.fromMs >= (apart.at(-1)?.untilMs ?? 0)) apart.push(spell)
    }
    return apart
  }

  /** One of them, each with even chances (one at least), or all. */
  some(hosts: readonly string[]): string[] {
    const shape = pick(this.random, ['one', 'some', 'all'] as const)
    if (shape === 'all') return [...hosts]
    const one = pick(this.random, hosts)
    return hosts.filter((host) => host === one || (shape === 'some' && this.chance(0.5)))
  }

  /** One against one, one against all others, or two groups. Of two hosts at least. */
  sides(hosts: readonly string[]): Sides {
    const [first = '', second = '', ...others] = shuffle(this.random, [...hosts])
    const shape = pick(this.random, ['pair', 'one', 'groups'] as const)
    if (shape === 'pair') return { from: [first], to: [second] }
    if (shape === 'one') return { from: [first], to: [second, ...others] }
    const far = others.filter(() => this.chance(0.5))
    return { from: [first, ...far], to: [second, ...others.filter((host) => !far.includes(host))] }
  }
}
