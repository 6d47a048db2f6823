// Where a client wants its datagrams: `<port>` or `<ip>|<port>`. Only to its own address: a server that sends elsewhere could
// be turned on others.
import { type Decoded, decoded, refused } from '../../wire/decoded.ts'
import { quoted } from '../common/texts.ts'

const MAX_PORT = 65_535
const MAX_SHOWN = 60

/** `own`: the address that the connection comes from. */
export function parsePort(text: string, own: string): Decoded<number> {
  const bar = text.lastIndexOf('|')
  const address = bar === -1 ? own : text.slice(0, bar).trim()
  const port = text.slice(bar + 1).trim()
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > MAX_PORT) {
    return refused(`The port must be a number from 1 to ${MAX_PORT}, not ${quoted(port.slice(0, MAX_SHOWN))}`)
  }
  if (address !== own) {
    return refused(`The address must be your connection's own, ${own}, not ${quoted(address.slice(0, MAX_SHOWN))}`)
  }
  return decoded(Number(port))
}
