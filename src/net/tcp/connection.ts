// A TCP connection of a host's kernel: the state machine of RFC 9293 around a sender and a reassembly. It knows segments,
// windows and buffers; what a program sees of it (events, `write`, 'drain') is made by its owner, the shim.
//
// What it tells its owner, in this order: opened, then received … received, then ended; or failed, once, at any time.
import type { ErrorCode } from '../../host/errors.ts'
import type { StreamTape } from '../audit/stream-tape.ts'
import { DeadlineTimer } from '../deadline-timer.ts'
import type { Kernel } from '../kernel.ts'
import type { Link } from '../link.ts'
import type { Packet } from '../packet.ts'
import * as Protocol from '../protocol.ts'
import type { Slab } from '../slab.ts'
import { newCongestionControl } from './congestion-controls.ts'
import type { ConnectionOwner } from './connection-owner.ts'
import { DelayedAck } from './delayed-ack.ts'
import type { Endpoints, TcpState } from './endpoints.ts'
import * as Flag from './flag.ts'
import { KeepAlive } from './keep-alive.ts'
import {
  DATA_RETRIES,
  FIN_WAIT_2_TIMEOUT,
  LOOPBACK_MSS_BYTES,
  MSS_BYTES,
  ORPHAN_RETRIES,
  RECEIVE_BUFFER_BYTES,
  SACK_BLOCKS,
  SYN_ACK_RETRIES,
  SYN_RETRIES,
  WRITABLE_BYTES,
} from './parameters.ts'
import { Reassembly } from './reassembly.ts'
import { timestampAt } from './round-trip.ts'
import { SendBuffer } from './send-buffer.ts'
import { Sender } from './sender.ts'

const NO_FIN = -1
const NO_TIMESTAMP = -1

export class Connection {
  state: TcpState
  /** Null once the program has closed its socket: an orphan that finishes by itself. */
  owner: ConnectionOwner | null = null
  readonly #kernel: Kernel
  readonly #link: Link
  readonly #mss: number
  readonly #sender: Sender
  readonly #reassembly = new Reassembly()
  readonly #acks: DelayedAck
  #keepAlive: KeepAlive | null = null
  /** The connection at the other end, once a segment of it has come. */
  #peer: Connection | null = null
  /** Bytes received that the program has not had yet. */
  #unreadBytes = 0
  /** Sequence number of the other end's FIN. */
  #finSequence = NO_FIN
  #finReceived = false
  /** RFC 7323: the timestamp to echo, and the last acknowledgment sent. */
  #recentTimestamp = NO_TIMESTAMP
  #lastAckSent = 0
  /** Right edge of the window that was last told. */
  #toldEdge = 0
  /** The owner was told that the send buffer is full and waits for `writable`. */
  #writerWaits = false
  readonly endpoints: Endpoints
  /** Samples of what the program writes; null when nobody compares them. */
  tape: StreamTape | null = null
  #orphanTimer: DeadlineTimer | null = null

  constructor(kernel: Kernel, endpoints: Endpoints, state: 'SYN-SENT' | 'SYN-RECEIVED') {
    this.#kernel = kernel
    this.endpoints = endpoints
    this.state = state
    this.#link = kernel.fabric.link(kernel.host, endpoints.remoteHost)
    this.#mss = endpoints.remoteHost === kernel.host ? LOOPBACK_MSS_BYTES : MSS_BYTES
    this.#sender = new Sender(
      kernel.scheduler,
      this,
      this.#mss,
      newCongestionControl(kernel.tcp.congestionControl, this.#mss),
      new SendBuffer(kernel.fabric.memory, kernel.tcp.sendBufferBytes),
    )
    this.#acks = new DelayedAck(kernel.scheduler, () => this.#sendAck())
  }

  /** What the program at the other end writes, once that is known. */
  get incomingTape(): StreamTape | null {
    return this.#peer?.tape ?? null
  }

  /** A timer will end it if nothing else does. */
  get finishesByItself(): boolean {
    return this.#sender.isTimed || this.#orphanTimer?.isSet === true
  }

  get unreadBytes(): number {
    return this.#unreadBytes
  }

  set noDelay(noDelay: boolean) {
    this.#sender.noDelay = noDelay
    if (noDelay && this.state !== 'SYN-SENT' && this.state !== 'CLOSED') this.#sender.transmit()
  }

  /** First step of an outgoing connection. */
  open(): void {
    this.#sender.sendSyn(Flag.syn)
  }

  /** First step of an incoming one: `syn` is the other end's. */
  answer(syn: Packet): void {
    this.#reassembly.next = syn.sequence + 1
    this.#recentTimestamp = syn.timestamp
    this.#sender.peerWindowBytes = syn.windowBytes
    this.#sender.sendSyn(Flag.syn | Flag.ack)
  }

  /**
   * Takes as many bytes as the send buffer has room for (copied: the caller's array is free again) and returns how many.
   * Fewer than given: `writable` will be told.
   */
  write(bytes: Uint8Array): number {
    // It broke, and a slow program has not been told yet.
    if (this.state === 'CLOSED') return bytes.length
    const room = this.#sender.freeBytes
    if (room <= 0) {
      this.#writerWaits = true
      return 0
    }
    const taken = bytes.length <= room ? bytes.length : room
    if (taken < bytes.length) this.#writerWaits = true
    const { fabric, scheduler, host } = this.#kernel
    fabric.observer?.written(scheduler.now, host, bytes, taken)
    this.#sender.write(bytes, taken)
    if (this.state !== 'SYN-SENT') this.#sender.transmit()
    return taken
  }

  /** No more writing: FIN after what is buffered. */
  shutdown(): void {
    if (this.state === 'ESTABLISHED') this.state = 'FIN-WAIT-1'
    else if (this.state === 'CLOSE-WAIT') this.state = 'LAST-ACK'
    else return
    this.#sender.finish()
    this.#sender.transmit()
  }

  /** The program has had so many bytes. */
  consumed(bytes: number): void {
    this.#unreadBytes -= bytes
    if (this.state === 'CLOSED') return
    const leftOfTold = this.#toldEdge - this.#reassembly.next
    if (leftOfTold < 2 * this.#mss && this.#windowBytes() >= 2 * this.#mss) this.#sendAck()
  }

  /** The program closes its socket: what is buffered still goes out, but unread bytes make it a reset (RFC 2525 2.17). */
  close(): void {
    this.owner = null
    this.#keepAlive?.stop()
    if (this.state === 'SYN-SENT') this.#die()
    else if (this.#unreadBytes > 0) this.reset()
    else {
      this.shutdown()
      if (this.state === 'FIN-WAIT-2') this.#awaitOrphansFin()
    }
  }

  /** Closes with a RST. */
  reset(): void {
    this.owner = null
    if (this.state !== 'SYN-SENT' && this.state !== 'CLOSED') {
      this.#emitBare(Flag.rst | Flag.ack, this.#sender.next)
    }
    this.#die()
  }

  /** The machine stopped: no more timers, nobody is told. */
  abandon(): void {
    this.owner = null
    this.#die()
  }

  /** The connection ends here with an error for its owner. */
  fail(code: ErrorCode): void {
    const owner = this.owner
    this.owner = null
    this.#die()
    owner?.failed(code)
  }

  /** A fault: the end here sees a reset, and the other one too when it is behind a router, where nobody else tells it. */
  cut(): void {
    const peer = this.#peer
    this.fail('ECONNRESET')
    if (peer !== null && peer.#kernel.host !== this.endpoints.remoteHost) peer.fail('ECONNRESET')
  }

  /** TCP_KEEPIDLE; 0 turns it off. */
  setKeepAlive(idleNanos: number): void {
    this.#keepAlive?.stop()
    this.#keepAlive = null
    if (idleNanos === 0 || this.state === 'CLOSED') return
    const probe = () => this.#emitBare(Flag.ack, this.#sender.unacknowledged - 1)
    this.#keepAlive = new KeepAlive(this.#kernel.scheduler, idleNanos, probe, () => this.fail('ETIMEDOUT'))
  }

  // --- what arrives -----------------------------------------------------------------------------------------------

  receive(packet: Packet): void {
    this.#peer ??= packet.sender
    this.#keepAlive?.heard()
    if ((packet.flags & Flag.rst) !== 0) {
      this.#receiveReset(packet)
      return
    }
    if (this.state === 'SYN-SENT') {
      this.#receiveSynAck(packet)
      return
    }
    if ((packet.flags & Flag.syn) !== 0) {
      // A copy of the SYN (our answer was lost) or of the SYN and ACK (our ACK was lost).
      this.#sendAck()
      return
    }
    if (packet.sequence <= this.#lastAckSent) this.#recentTimestamp = packet.timestamp
    this.#sender.acknowledge(packet.acknowledgment, packet.windowBytes, packet.sack, packet.echo)
    if (this.state === 'SYN-RECEIVED') {
      if (this.#sender.hasUnacknowledged) {
        // It acknowledges something else than our SYN: a segment of another connection (RFC 9293 section 3.10.7.4).
        this.#kernel.answer(packet, Flag.rst | Flag.ack)
        return
      }
      this.#becomeEstablished()
    }
    this.#receivePayload(packet)
    this.#afterAcknowledgment()
    if (this.state === 'CLOSED') return
    this.#sender.transmit()
    this.#acks.settle()
  }

  #receiveReset(packet: Packet): void {
    if (this.state === 'SYN-SENT') {
      // Only one that answers this SYN, not a segment of an earlier connection (RFC 9293 section 3.10.7.3).
      if (packet.acknowledgment === this.#sender.next) this.fail('ECONNREFUSED')
    }
    // Both FINs are out: the other end, which keeps no TIME-WAIT here, has only forgotten that it is done.
    else if (this.state === 'LAST-ACK' || this.state === 'CLOSING') this.#die()
    // Linux tells a program that has read to the end already with EPIPE (tcp_reset).
    else this.fail(this.state === 'CLOSE-WAIT' ? 'EPIPE' : 'ECONNRESET')
  }

  #receiveSynAck(packet: Packet): void {
    if ((packet.flags & (Flag.syn | Flag.ack)) !== (Flag.syn | Flag.ack)) return
    if (packet.acknowledgment !== this.#sender.next) {
      this.#kernel.answer(packet, Flag.rst | Flag.ack)
      return
    }
    this.#recentTimestamp = packet.timestamp
    this.#reassembly.next = packet.sequence + 1
    this.#sender.acknowledge(packet.acknowledgment, packet.windowBytes, null, packet.echo)
    this.state = 'ESTABLISHED'
    this.#sendAck()
    this.owner?.opened()
  }

  #becomeEstablished(): void {
    this.state = 'ESTABLISHED'
    this.#acks.hurryNext()
    this.#kernel.accept(this)
  }

  #receivePayload(packet: Packet): void {
    if (this.state === 'CLOSED') return
    if ((packet.flags & Flag.fin) !== 0) this.#finSequence = packet.sequence + packet.length
    if (packet.slab !== null) {
      const isNew = packet.sequence + packet.length > this.#reassembly.next
      if (this.owner === null && !this.#finReceived && isNew) {
        // The program closed its socket: nobody will ever read this (RFC 9293 section 3.10.7.4).
        this.reset()
        return
      }
      this.#acceptBytes(packet, isNew)
    } else if (packet.sequence < this.#reassembly.next && packet.length === 0 && (packet.flags & Flag.fin) === 0) {
      // An old number and no bytes: a probe that wants an answer.
      if (packet.sequence < this.#lastAckSent) this.#acks.demand()
    }
    if (this.#finSequence === this.#reassembly.next && !this.#finReceived && !this.#isClosed()) this.#receiveFin()
    else if ((packet.flags & Flag.fin) !== 0) this.#acks.demand()
  }

  #acceptBytes(packet: Packet, isNew: boolean): void {
    this.#acks.owe()
    const hadGap = this.#reassembly.hasGap
    if (packet.sequence + packet.length > this.#reassembly.next + this.#windowBytes()) {
      this.#acks.demand()
      return
    }
    const accepted = isNew ? this.#reassembly.accept(packet.sequence, this.#kernel.payloadOf(packet), this) : 0
    this.#acks.onData(accepted === 0 || hadGap)
  }

  accepted(bytes: Uint8Array): void {
    this.#unreadBytes += bytes.length
    this.owner?.received(bytes)
  }

  #receiveFin(): void {
    this.#finReceived = true
    this.#reassembly.next++
    this.#acks.demand()
    if (this.state === 'ESTABLISHED') this.state = 'CLOSE-WAIT'
    else if (this.state === 'FIN-WAIT-1') this.state = 'CLOSING'
    // The ACK of the FIN goes first: what the program does on 'end' comes after it, as from a kernel.
    this.#sendAck()
    this.owner?.ended()
    if (this.state === 'FIN-WAIT-2') this.#die()
  }

  /** What an acknowledgment brought about. */
  #afterAcknowledgment(): void {
    if (this.#sender.isFinished) {
      if (this.state === 'FIN-WAIT-1') {
        this.state = 'FIN-WAIT-2'
        if (this.owner === null) this.#awaitOrphansFin()
      } else if (this.state === 'CLOSING' || this.state === 'LAST-ACK') {
        this.#die()
      }
    }
    if (this.#writerWaits && this.#sender.freeBytes >= WRITABLE_BYTES) {
      this.#writerWaits = false
      this.owner?.writable()
    }
  }

  // --- what is sent -----------------------------------------------------------------------------------------------

  sendSegment(flags: number, sequence: number, slab: Slab | null, offset: number, length: number): void {
    const packet = this.#kernel.fabric.pool.take()
    packet.protocol = Protocol.tcp
    packet.source = this.#kernel.host
    packet.sourcePort = this.endpoints.localPort
    packet.destination = this.endpoints.remoteHost
    packet.destinationPort = this.endpoints.remotePort
    packet.sourceAddress = this.endpoints.local
    packet.destinationAddress = this.endpoints.remote
    packet.flags = flags
    packet.sequence = sequence
    packet.acknowledgment = this.#reassembly.next
    packet.windowBytes = this.#windowBytes()
    packet.timestamp = timestampAt(this.#kernel.scheduler.now)
    packet.echo = this.#recentTimestamp
    packet.sack = this.#reassembly.hasGap ? this.#reassembly.sackBlocks(SACK_BLOCKS) : null
    if (slab === null) packet.length = 0
    else packet.carry(slab, offset, length)
    packet.sender = this
    packet.receiver = this.#peer
    this.#lastAckSent = packet.acknowledgment
    this.#toldEdge = packet.acknowledgment + packet.windowBytes
    this.#acks.onSent()
    this.#link.transmit(packet)
  }

  /** True while it is in the tables of this kernel. */
  isOpenOn(kernel: Kernel): boolean {
    return this.#kernel === kernel && this.state !== 'CLOSED'
  }

  mayRetry(retries: number, unanswered: number): boolean {
    // An orphan does not wait for ever for a reader that has stopped (Linux tcp_probe_timer).
    const counted = this.owner === null ? retries : unanswered
    if (counted <= this.#retryLimit()) return true
    this.fail('ETIMEDOUT')
    return false
  }

  #retryLimit(): number {
    if (this.state === 'SYN-SENT') return SYN_RETRIES
    if (this.state === 'SYN-RECEIVED') return SYN_ACK_RETRIES
    return this.owner === null ? ORPHAN_RETRIES : DATA_RETRIES
  }

  #sendAck(): void {
    this.#emitBare(Flag.ack, this.#sender.next)
  }

  /** Bytes beyond a gap lie within the window already: taking them off would take back what was told. */
  #windowBytes(): number {
    return Math.max(0, RECEIVE_BUFFER_BYTES - this.#unreadBytes)
  }

  #emitBare(flags: number, sequence: number): void {
    this.sendSegment(flags, sequence, null, 0, 0)
  }

  /** An orphan in FIN-WAIT-2 does not wait for ever. */
  #awaitOrphansFin(): void {
    this.#orphanTimer ??= new DeadlineTimer(this.#kernel.scheduler, () => this.#die())
    this.#orphanTimer.set(this.#kernel.scheduler.now + FIN_WAIT_2_TIMEOUT)
  }

  /** Reads the state anew: what the owner did meanwhile may have closed it. */
  #isClosed(): boolean {
    return this.state === 'CLOSED'
  }

  #die(): void {
    if (this.state === 'CLOSED') return
    const wasHalfOpen = this.state === 'SYN-RECEIVED'
    this.state = 'CLOSED'
    this.#sender.stop()
    this.#acks.stop()
    this.#orphanTimer?.clear()
    this.#keepAlive?.stop()
    this.#kernel.forget(this, wasHalfOpen)
  }
}
