// What must hold between clients and server, told from what they report.
import { type Check, failed, passed } from 'seednet'

/** Every request is answered, and none twice. */
export function everyRequestIsAnsweredOnce(ids: readonly string[]): Check {
  return {
    name: 'every request is answered exactly once',
    verify(record) {
      const wrong = ids.filter((id) => record.reported('answered', { id }).length !== 1)
      return wrong.length === 0 ? passed(`${ids.length} requests`) : failed(`not so: ${wrong.slice(0, 5).join(', ')}`)
    },
  }
}

/** The server has done every request once: the account holds what was added, and no more. */
export function everyRequestIsDoneOnce(total: number): Check {
  return {
    name: 'every request is done exactly once',
    async verify(record) {
      const bytes = await record.readFile('server', 'ledger')
      const lines = new TextDecoder()
        .decode(bytes ?? new Uint8Array())
        .split('\n')
        .filter((line) => line !== '')
      const sum = lines.reduce((balance, line) => balance + (JSON.parse(line) as [string, number])[1], 0)
      const detail = `the account holds ${sum} after ${lines.length} entries`
      return sum === total ? passed(detail) : failed(`${detail}, expected ${total}`)
    },
  }
}
