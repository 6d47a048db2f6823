// The check that no link makes packets or loses them unseen: what went in came out, was lost for a reason, or is under way.
import type { LinkAccount } from '../host/inspection.ts'
import { type Check, failed, passed } from './check.ts'
import { listSome } from './completion.ts'

/**
 * On every link, for streams and datagrams: sent + duplicated = arrived + lost + queue full + cut off + host down + under
 * way, in packets and in bytes of payload. Every virtual run is held to it.
 */
export function everyLinkConservesBytes(): Check {
  return {
    name: 'bytes are conserved on every link',
    verify({ inspection }) {
      if (inspection === null) return failed('the backing keeps no account of its links')
      const { links, sentPackets, sentBytes, packetsInUse } = inspection
      const wrong = links.filter(
        (link) => link.owedPackets !== link.underWayPackets || link.owedBytes !== link.underWayBytes,
      )
      if (wrong.length > 0) return failed(listSome(wrong.map(describe)))
      const underWay = links.reduce((packets, link) => packets + link.underWayPackets, 0)
      const detail = `${sentBytes} bytes sent in ${sentPackets} packets, ${underWay} under way`
      if (packetsInUse !== underWay) return failed(`${detail}, but ${packetsInUse} packets are in use`)
      return passed(detail)
    },
  }
}

function describe(link: LinkAccount): string {
  const { from, to, protocol, owedPackets, owedBytes, underWayPackets, underWayBytes } = link
  return (
    `${from}→${to} (${protocol}) should have ${owedPackets} packets of ${owedBytes} bytes under way ` +
    `and has ${underWayPackets} of ${underWayBytes}`
  )
}
