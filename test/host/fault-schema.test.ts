// Timelines as data: what may be in them, and what the message says of a mistake.
import { describe, expect, test } from 'vitest'
import { DataError, MAX_PROBLEMS_TOLD } from '../../src/host/data-check.ts'
import { checkAction, checkFaults } from '../../src/host/fault-schema.ts'
import type { Fault, FaultAction } from '../../src/host/faults.ts'
import { MAX_PATTERN_BYTES } from '../../src/host/rule-schema.ts'

const HOSTS = ['server', 'peer1', 'peer2']

/** One of every kind, with all its fields. */
const EVERY_KIND: { readonly [K in FaultAction['kind']]: Extract<FaultAction, { kind: K }> } = {
  partition: { kind: 'partition', from: ['server'], to: '*', oneWay: true, hold: true, forMs: 10 },
  heal: { kind: 'heal', from: ['server'], to: '*' },
  link: {
    kind: 'link',
    from: ['server'],
    to: ['peer1'],
    options: {
      latency: { kind: 'normal', meanMs: 10, deviationMs: 2, minMs: 5 },
      bandwidthBps: 0,
      queuePackets: 1,
      queueBytes: 1500,
      lossRatio: 1,
      burstLoss: { p: 0.01, r: 0.3, h: 0.1, k: 1 },
      duplicateRatio: 0.5,
      reorderRatio: 0.5,
      reorderDelayMs: 0.5,
      corruptRatio: 0,
    },
    forMs: 0.001,
  },
  'cut-connections': { kind: 'cut-connections', from: '*', to: '*' },
  swizzle: { kind: 'swizzle', hosts: '*', count: 2, everyMs: 0, hold: true },
  'corrupt-stream': { kind: 'corrupt-stream', from: 'server', to: 'peer1', offset: 0, bits: 8, connection: 1, port: 1 },
  rule: {
    kind: 'rule',
    match: {
      protocol: 'udp',
      from: ['server'],
      to: '*',
      port: 65_535,
      pattern: { hex: '00fF' },
      atStart: true,
      nth: 'every',
    },
    action: { do: 'corrupt', bits: 3, offset: 4, length: 100 },
    forMs: 5,
  },
  dns: { kind: 'dns', hosts: '*', names: ['nobody'], error: 'EAI_AGAIN', delayMs: 5, forMs: 1 },
  'heal-dns': { kind: 'heal-dns', hosts: '*' },
  crash: { kind: 'crash', host: 'server', unsynced: 'sectors', sectorBytes: 4096, forMs: 100 },
  'power-loss': { kind: 'power-loss', hosts: '*', unsynced: 'prefix', sectorBytes: 512, forMs: 1 },
  restart: { kind: 'restart', host: 'server' },
  pause: { kind: 'pause', hosts: ['peer1', 'peer2'], forMs: 3 },
  resume: { kind: 'resume', hosts: '*' },
  'slow-cpu': { kind: 'slow-cpu', hosts: '*', perEventMs: 0.5, forMs: 3 },
  clock: { kind: 'clock', hosts: '*', stepMs: -86_400_000, driftPpm: -500_000 },
  'disk-full': { kind: 'disk-full', hosts: '*', freeBytes: 0, forMs: 1 },
  'disk-slow': { kind: 'disk-slow', hosts: '*', latencyMs: 1, bytesPerSecond: 1, forMs: 1 },
  'disk-errors': {
    kind: 'disk-errors',
    hosts: '*',
    operations: ['read', 'write', 'sync', 'name'],
    path: '*.log',
    nth: 1,
    forMs: 1,
  },
  'heal-disk': { kind: 'heal-disk', hosts: '*' },
  'bit-rot': { kind: 'bit-rot', hosts: '*', path: 'a/*', bits: 1 },
  calm: { kind: 'calm' },
}

/** What is said of a timeline of this one fault. */
function said(fault: unknown): string {
  try {
    checkFaults([fault], 'faults', HOSTS)
    return 'fine'
  } catch (error) {
    expect(error).toBeInstanceOf(DataError)
    return (error as Error).message
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test.each(Object.entries(EVERY_KIND))('%s with all its fields is fine, as it is and out of JSON', (_kind, action) => {
  const faults: Fault[] = [{ ...action, atMs: 0 }]
  expect(checkFaults(faults, 'faults', HOSTS)).toBe(faults)
  expect(checkFaults(asJson(faults), 'faults', HOSTS)).toEqual(faults)
  expect(() => checkAction(action, HOSTS)).not.toThrow()
})

describe('a mistake is told with its path and what is allowed', () => {
  const partition = { atMs: 0, kind: 'partition', from: ['server'], to: '*' }
  const link = (options: unknown) => ({ atMs: 0, kind: 'link', from: '*', to: '*', options })
  const rule = (match: object, action: object) => ({ atMs: 0, kind: 'rule', match, action })
  const udp = { protocol: 'udp' }
  const tcp = { protocol: 'tcp', pattern: 'x' }

  test.each([
    [7, 'faults[0]: must be an object with a kind, not 7'],
    [{ atMs: 0, kind: 'calm', hosts: '*' }, "faults[0].hosts: a 'calm' has no such field; it has atMs, kind"],
    [{ kind: 'calm' }, 'faults[0].atMs: is missing'],
    [{ kind: 'calm', atMs: -1 }, 'faults[0].atMs: must be milliseconds after the run began, not negative, not -1'],
    [{ kind: 'calm', atMs: '1' }, 'faults[0].atMs: must be milliseconds after the run began, not negative, not "1"'],
    [{ kind: 'calm', atMs: Number.NaN }, /not negative, not NaN$/],
    [{ kind: 'quake', atMs: 0 }, /^faults\[0\]\.kind: must be one of partition, heal, link, .*, calm, not "quake"$/],
    [{ ...partition, to: 'peer1' }, 'faults[0].to: must be a list of hosts, or "*" for all, not "peer1"'],
    [{ ...partition, to: [] }, 'faults[0].to: must be a list of hosts that is not empty, not []'],
    [
      { ...partition, from: ['peer3'] },
      "faults[0].from[0]: there is no host named 'peer3'; there are server, peer1, peer2",
    ],
    [{ ...partition, hold: 1 }, 'faults[0].hold: must be true or false, not 1'],
    [{ ...partition, forMs: 0 }, 'faults[0].forMs: must be milliseconds, 0.001 or more, not 0'],
    [link({ lossRatio: 1.5 }), 'faults[0].options.lossRatio: must be a ratio, 0 to 1, not 1.5'],
    [link({ loss: 1 }), /^faults\[0\]\.options\.loss: link options has no such field; it has latency, /],
    [link({ latency: 'slow' }), /^faults\[0\]\.options\.latency: must be milliseconds, or an object whose kind is/],
    [
      link({ latency: { kind: 'uniform', minMs: 2, maxMs: 1 } }),
      'faults[0].options.latency: minMs must not be above maxMs',
    ],
    [link({ latency: { kind: 'uniform', minMs: 2 } }), 'faults[0].options.latency.maxMs: is missing'],
    [link({ burstLoss: { p: 2, r: 0 } }), 'faults[0].options.burstLoss.p: must be a ratio, 0 to 1, not 2'],
    [link({ queuePackets: 0.5 }), 'faults[0].options.queuePackets: must be a size, a whole number, 1 or more, not 0.5'],
    [{ atMs: 0, kind: 'dns', hosts: '*' }, "faults[0]: a 'dns' needs error or delayMs"],
    [
      { atMs: 0, kind: 'slow-cpu', hosts: '*', perEventMs: 1, factor: 2 },
      "faults[0]: a 'slow-cpu' takes perEventMs or factor, not both",
    ],
    [
      { atMs: 0, kind: 'crash', host: 'server', sectorBytes: 1000 },
      'faults[0].sectorBytes: must be 512 or 4096, not 1000',
    ],
    [
      { atMs: 0, kind: 'clock', hosts: '*', driftPpm: 500_001 },
      'faults[0].driftPpm: must be millionths, -500000 to 500000, not 500001',
    ],
    [rule({ protocol: 'tcp' }, { do: 'drop' }), 'faults[0].match.pattern: is missing: a stream is searched for it'],
    [rule({ ...udp, atStart: true }, { do: 'drop' }), 'faults[0].match.atStart: needs a pattern'],
    [
      rule({ ...udp, pattern: { hex: 'abc' } }, { do: 'drop' }),
      /^faults\[0\]\.match\.pattern\.hex: must be pairs of hex/,
    ],
    [
      rule({ ...udp, pattern: 'x'.repeat(MAX_PATTERN_BYTES + 1) }, { do: 'drop' }),
      /pattern: must have 1 to 4096 characters/,
    ],
    [
      rule({ ...udp, nth: 0 }, { do: 'drop' }),
      'faults[0].match.nth: must be a count, a whole number, 1 or more, not 0',
    ],
    [rule({ ...udp, nth: 'all' }, { do: 'drop' }), 'faults[0].match.nth: must be "every", not "all"'],
    [
      rule(udp, { do: 'explode' }),
      'faults[0].action: must be an object whose do is one of corrupt, drop, delay, duplicate, truncate, cut, not {"do":"explode"}',
    ],
    [rule(udp, { do: 'delay' }), 'faults[0].action.delayMs: is missing'],
    [rule(udp, { do: 'cut' }), `faults[0].action.do: 'cut' is for streams (protocol "tcp")`],
    [rule(tcp, { do: 'duplicate' }), `faults[0].action.do: 'duplicate' is for datagrams (protocol "udp")`],
  ])('%j', (fault, message) => {
    if (typeof message === 'string') expect(said(fault)).toBe(message)
    else expect(said(fault)).toMatch(message)
  })

  test('every problem has its line, up to a limit', () => {
    const faults = Array.from({ length: MAX_PROBLEMS_TOLD + 2 }, () => ({ kind: 'calm', atMs: -1 }))
    const check = () => checkFaults(faults, 'f.json', null)
    expect(check).toThrow(DataError)
    expect(check).toThrow(/^f\.json\[0\]\.atMs.*(\n.*){9}\nand 2 more$/)
  })

  test('a timeline that is no list', () => {
    expect(() => checkFaults({}, 'f.json', null)).toThrow('f.json: must be a list of faults, not {}')
  })

  test('where no hosts are known, any may be named', () => {
    expect(() => checkFaults([{ ...partition, from: ['x'] }], 'faults', null)).not.toThrow()
  })
})
