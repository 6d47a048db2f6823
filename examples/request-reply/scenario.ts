// Two clients add to an account while packets get lost, connections break and the server crashes.
import { boolean, defineScenario, exitsWith, integer, number } from 'seednet'
import { everyRequestIsAnsweredOnce, everyRequestIsDoneOnce } from './checks.ts'
import { accountClient } from './client.ts'
import { accountServer } from './server.ts'

const CLIENTS = ['anna', 'ben']

const amounts = (requests: number): number[] => Array.from({ length: requests }, (_, index) => index + 1)

export default defineScenario({
  name: 'request-reply',
  purpose: 'Is each request done once, whatever is lost on the way?',
  params: {
    requests: integer(20, 'requests of each client', { min: 1, max: 1000 }),
    loss: number(0.02, 'packets lost each way, as a ratio', { max: 0.5 }),
    crash: boolean(true, 'the server crashes and comes back'),
    knowsItsRequests: boolean(true, 'the server recognises a request that comes again'),
  },
  hosts: ({ params: { requests, knowsItsRequests } }) => [
    { name: 'server', start: accountServer({ knowsItsRequests }) },
    ...CLIENTS.map((name) => ({
      name,
      start: accountClient({ server: 'server', amounts: amounts(requests) }),
      startsOff: true,
    })),
  ],
  network: ({ params }) => ({ everywhere: { latency: 10, lossRatio: params.loss } }),
  faults: ({ params, random }) => [
    { kind: 'cut-connections', from: ['server'], to: '*', atMs: 100 + random.below(200) },
    ...(params.crash
      ? [
          { kind: 'crash', host: 'server', atMs: 400 + random.below(200) } as const,
          { kind: 'restart', host: 'server', atMs: 900 + random.below(200) } as const,
        ]
      : []),
  ],
  async script(stage) {
    await stage.reports('server', 'listening')
    for (const client of CLIENTS) await stage.start(client)
    await Promise.all(CLIENTS.map((client) => stage.ends(client)))
  },
  checks: ({ params: { requests } }) => {
    const sum = amounts(requests).reduce((total, amount) => total + amount, 0)
    const ids = CLIENTS.flatMap((client) => amounts(requests).map((_, index) => `${client} ${index}`))
    return [
      ...CLIENTS.map((client) => exitsWith(client, 0)),
      everyRequestIsAnsweredOnce(ids),
      everyRequestIsDoneOnce(CLIENTS.length * sum),
    ]
  },
})
