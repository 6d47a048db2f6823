// Holds what programs read from streams against what the other ends' programs wrote, while they do.
import type { StreamTotals } from '../../host/inspection.ts'
import type { PacketView } from '../packet.ts'
import type { StreamTape } from './stream-tape.ts'

/** One is enough to fail a run; more than these help nobody. */
const MAX_FAULTS = 20

/** Of a reader's tape with an error: who wrote and who read. */
interface Found {
  readonly tape: StreamTape
  readonly writer: Place
  readonly reader: Place
}

interface Place {
  readonly host: number
  readonly port: number
}

export class StreamAudit {
  writtenBytes = 0
  readBytes = 0
  readonly #found: Found[] = []
  /** Streams of which a fault has flipped bits, as `keyOf` names them. */
  readonly #corrupted = new Set<string>()

  /** The program at this end has just read a first wrong byte. */
  found(tape: StreamTape): void {
    const { endpoints, host } = tape
    if (endpoints === null || this.#found.length >= MAX_FAULTS) return
    this.#found.push({
      tape,
      writer: { host: endpoints.remoteHost, port: endpoints.remotePort },
      reader: { host, port: endpoints.localPort },
    })
  }

  /** A fault has flipped bits of a segment. */
  corrupted({ source, sourcePort, destination, destinationPort }: PacketView): void {
    this.#corrupted.add(keyOf({ host: source, port: sourcePort }, { host: destination, port: destinationPort }))
  }

  totals(hostNames: readonly string[]): StreamTotals {
    const placeText = ({ host, port }: Place) => `${hostNames[host]}:${port}`
    const unexplained = this.#found.filter(({ writer, reader }) => !this.#corrupted.has(keyOf(writer, reader)))
    return {
      writtenBytes: this.writtenBytes,
      readBytes: this.readBytes,
      faults: unexplained.map(({ tape, writer, reader }) => ({
        from: placeText(writer),
        to: placeText(reader),
        offset: tape.wrongAt,
        problem: tape.hasReadTooMuch ? 'never written' : 'differs',
      })),
    }
  }
}

function keyOf(writer: Place, reader: Place): string {
  return `${writer.host}:${writer.port} ${reader.host}:${reader.port}`
}
