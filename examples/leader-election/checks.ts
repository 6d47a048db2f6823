// What must hold of the group, told from what its members report.
import { type Check, failed, passed } from 'seednet'

/** No two members lead at the same time. */
export function neverTwoLeaders(): Check {
  return {
    name: 'there are never two leaders at once',
    verify(record) {
      const leading = new Map<string, number>()
      let elections = 0
      for (const { atMs, host, event, details } of record.reports) {
        if (event === 'steps-down') leading.delete(host)
        if (event !== 'leads') continue
        elections++
        leading.set(host, Number(details.term))
        if (leading.size < 2) continue
        const who = [...leading].map(([name, term]) => `${name} in term ${term}`).join(' and ')
        return failed(`at ${atMs.toFixed(1)} ms ${who} lead`)
      }
      return passed(`${elections} elections`)
    },
  }
}

/** When the run ends, somebody leads. */
export function someoneLeadsAtTheEnd(): Check {
  return {
    name: 'in the end there is a leader',
    verify(record) {
      const leading = new Set<string>()
      for (const { host, event } of record.reports) {
        if (event === 'leads') leading.add(host)
        if (event === 'steps-down') leading.delete(host)
      }
      const names = [...leading].join(', ')
      return names === '' ? failed('nobody leads') : passed(`${names} leads`)
    },
  }
}
