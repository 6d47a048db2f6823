// A member of the group: it follows a leader, asks for votes when it hears of none, and leads while a majority hears it.
//
// 1. A follower that hears no heartbeat for its patience, drawn anew each time, asks all for their vote in the next term.
// 2. A member votes once in a term, and for PATIENCE_MS after a vote or a heartbeat it hears nobody who asks for a later one.
// 3. With the votes of a majority it leads: it sends heartbeats, and the others answer them.
// 4. A leader whose heartbeats a majority has not answered for LEASE_MS steps down. That is less than anyone's
//    patience, so it has stepped down before another one can be elected.
// 5. Who hears of a later term enters it; who hears a heartbeat of an earlier one answers with its own.
import type { DatagramSocket, Host, Program, StartProgram, Timer } from 'seednet'
import { Group, type MajorityOf } from './group.ts'
import { decode, encode, type Message } from './messages.ts'

const PORT = 7000
const HEARTBEAT_MS = 40
const LEASE_MS = 160
const PATIENCE_MS = 200

export function member(others: readonly string[], majorityOf: MajorityOf): StartProgram {
  return (host) => new Member(host, new Group(host.clock, others, majorityOf))
}

class Member implements Program {
  readonly #host: Host
  readonly #group: Group
  readonly #socket: DatagramSocket
  #term = 0
  /** The last term in which it voted, for itself or for another. */
  #votedTerm = 0
  /** Until then it does not let another one be elected. */
  #loyalUntilMs = 0
  #askedMs = 0
  readonly #votes = new Set<string>()
  /** While it leads: of each member the time of the last heartbeat that it has answered. */
  #answeredMs: Map<string, number> | null = null
  #timer: Timer

  constructor(host: Host, group: Group) {
    this.#host = host
    this.#group = group
    this.#socket = host.dgram.createSocket('udp4')
    this.#socket.on('message', (bytes, from) => this.#receive(bytes, from.address))
    this.#socket.bind({ port: PORT })
    this.#timer = this.#waitForLeader()
  }

  interrupt(): void {
    this.#host.exit(0)
  }

  get #nowMs(): number {
    return this.#host.clock.monotonicNow()
  }

  #receive(bytes: Uint8Array, address: string): void {
    const message = decode(bytes)
    if (message === null) return
    this.#host.dns.reverse(address, (_, [name]) => {
      if (name !== undefined && this.#group.others.includes(name)) this.#hear(name, message)
    })
  }

  #hear(from: string, message: Message): void {
    this.#group.hear(from)
    const { kind, term } = message
    if (kind === 'ask' && (this.#answeredMs !== null || this.#nowMs < this.#loyalUntilMs)) return
    if (term > this.#term) this.#enterTerm(term)
    if (term < this.#term) {
      if (kind === 'heartbeat') this.#send(from, { kind: 'heard', term: this.#term, atMs: message.atMs })
      return
    }
    if (kind === 'ask') this.#vote(from)
    else if (kind === 'vote') this.#countVote(from)
    else if (kind === 'heartbeat') this.#follow(from, message.atMs)
    else this.#answeredMs?.set(from, message.atMs)
  }

  #enterTerm(term: number): void {
    this.#stepDown()
    this.#term = term
    this.#votes.clear()
  }

  #vote(candidate: string): void {
    if (this.#votedTerm >= this.#term) return
    this.#votedTerm = this.#term
    this.#loyalUntilMs = this.#nowMs + PATIENCE_MS
    this.#send(candidate, { kind: 'vote', term: this.#term })
    this.#restart()
  }

  #follow(leader: string, atMs: number): void {
    this.#loyalUntilMs = this.#nowMs + PATIENCE_MS
    this.#send(leader, { kind: 'heard', term: this.#term, atMs })
    this.#restart()
  }

  #candidate(): void {
    this.#enterTerm(this.#term + 1)
    this.#votedTerm = this.#term
    this.#askedMs = this.#nowMs
    this.#host.report('asks', { term: this.#term })
    this.#sendAll({ kind: 'ask', term: this.#term })
    this.#restart()
    this.#countVote(this.#host.name)
  }

  #countVote(voter: string): void {
    this.#votes.add(voter)
    if (this.#answeredMs !== null || this.#votedTerm !== this.#term || !this.#votes.has(this.#host.name)) return
    if (!this.#group.isMajority(this.#votes.size)) return
    // A vote is a promise from when it was asked for, at the earliest.
    this.#answeredMs = new Map([...this.#votes].map((name) => [name, this.#askedMs]))
    this.#host.report('leads', { term: this.#term })
    this.#beat()
  }

  #beat(): void {
    this.#host.clock.clearTimeout(this.#timer)
    const since = this.#nowMs - LEASE_MS + HEARTBEAT_MS
    const answered = this.#group.others.filter((other) => (this.#answeredMs?.get(other) ?? 0) >= since).length
    if (!this.#group.isMajority(answered + 1)) {
      this.#stepDown()
      return
    }
    this.#sendAll({ kind: 'heartbeat', term: this.#term, atMs: this.#nowMs })
    this.#timer = this.#host.clock.setTimeout(() => this.#beat(), HEARTBEAT_MS)
  }

  #stepDown(): void {
    if (this.#answeredMs === null) return
    this.#answeredMs = null
    this.#host.report('steps-down', { term: this.#term })
    this.#restart()
  }

  #restart(): void {
    this.#host.clock.clearTimeout(this.#timer)
    this.#timer = this.#waitForLeader()
  }

  #waitForLeader(): Timer {
    const patienceMs = PATIENCE_MS + this.#host.random.below(PATIENCE_MS)
    return this.#host.clock.setTimeout(() => this.#candidate(), patienceMs)
  }

  #sendAll(message: Message): void {
    for (const other of this.#group.others) this.#send(other, message)
  }

  #send(to: string, message: Message): void {
    this.#socket.send(encode(message), PORT, to)
  }
}
