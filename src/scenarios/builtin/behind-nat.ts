// Users behind routers: nobody outside can call them, so a file of theirs goes through the server.
import { everyHostCompletes } from '../../check/completion.ts'
import { filesEqual } from '../../check/files.ts'
import { reportsExactly } from '../../check/reports.ts'
import type { NatOptions } from '../../host/addressing.ts'
import type { Host } from '../../host/host.ts'
import { eventually, keepUp } from '../errand.ts'
import { integer, text } from '../params.ts'
import { type CastMember, defineScenario } from '../scenario.ts'
import { chatServerHost, fetches, haveJoined, someBytes, userHost } from './chat-cast.ts'
import { UNCHECKED_TALK } from './talk.ts'

/** Ada and Ben are behind a router each; Cleo's machine has an address of its own. */
const USERS = ['ada', 'ben', 'cleo']
const WISHES = [
  { by: 'ada', from: 'cleo', file: 'open.ogg', relayed: false },
  { by: 'ada', from: 'ben', file: 'hidden.txt', relayed: true },
  { by: 'cleo', from: 'ada', file: 'inner.jpg', relayed: true },
]
const contents = (file: string, size: number) => someBytes(size, file.length)

function routerHost(name: string, nat: NatOptions): CastMember {
  return { name, nat, start: (host: Host) => ({ interrupt: () => host.exit(0) }) }
}

export default defineScenario({
  name: 'behind-nat',
  purpose: 'Do files of users whom nobody can call, behind routers, come through the server, and others directly?',
  params: {
    size: integer(100_000, 'size of each file, bytes', { min: 1, max: 100_000_000 }),
    unsolicited: text('drop', 'what routers do with calls that nobody inside asked for', ['drop', 'refuse']),
  },

  hosts({ params: { size, unsolicited: uninvited } }) {
    const unsolicited = uninvited === 'refuse' ? 'refuse' : 'drop'
    const filesOf = (owner: string) =>
      Object.fromEntries(WISHES.filter(({ from }) => from === owner).map(({ file }) => [file, contents(file, size)]))
    return [
      chatServerHost(),
      routerHost('router-a', { unsolicited }),
      routerHost('router-b', { unsolicited, kind: 'symmetric' }),
      { ...userHost('ada', filesOf('ada')), behind: 'router-a' },
      { ...userHost('ben', filesOf('ben')), behind: 'router-b' },
      userHost('cleo', filesOf('cleo')),
    ]
  },

  network: () => ({ everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 20_000_000 } }),

  async script(stage) {
    for (const user of USERS) void keepUp(stage, user)
    await haveJoined(stage, USERS)
    for (const { by, from, file } of WISHES) {
      const complete = fetches(stage, by, from, file)
      await eventually(stage, by, { event: 'file-started', where: { file } })
      await complete
    }
  },

  checks: ({ params: { size } }) => [
    ...WISHES.map(({ by, file }) => everyHostCompletes({ hosts: [by], file })),
    ...WISHES.map(({ by, file }) =>
      filesEqual([by], () => file, contents(file, size), `${by} has ${file}, byte for byte`),
    ),
    ...WISHES.map(({ by, file, relayed }) =>
      reportsExactly(relayed ? 1 : 0, { event: 'relay-wanted', host: by, where: { file } }, wayOf(file, relayed)),
    ),
  ],

  chaos: () => ({
    spanMs: 2000,
    spares: [UNCHECKED_TALK],
    waives: WISHES.map(({ file, relayed }) => ({
      check: wayOf(file, relayed),
      reason: 'a connection that breaks is made again, and where the direct way is cut the server is another',
    })),
  }),

  notLive: 'a router (NAT) stands between hosts: all loopback addresses of a machine reach each other',
})

function wayOf(file: string, relayed: boolean): string {
  return `${file} comes ${relayed ? 'through the server' : 'directly'}`
}
