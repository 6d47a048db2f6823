// `npm run bench -- [name…]`: runs the named suites (all without a name) and prints what they saw, as a table or as one JSON
// document. It ends with 1 when a ratio has collapsed since it was saved.
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadOfMinute, machine } from './machine.ts'
import { collapsedRows, machineLine, type SuiteResult, tableOf } from './report.ts'
import { SavedRatios } from './saved-ratios.ts'
import type { Suite } from './suite.ts'

/** In the order they run. */
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  queue: async () => (await import('./queue.bench.ts')).queue,
  engine: async () => (await import('./engine.bench.ts')).engine,
  chat: async () => (await import('./chats.bench.ts')).chat,
  datagram: async () => (await import('./chats.bench.ts')).datagram,
  live: async () => (await import('./live.bench.ts')).live,
  pacing: async () => (await import('./pacing.bench.ts')).pacing,
  fidelity: async () => (await import('./fidelity.bench.ts')).fidelity,
  'fidelity-unseen': async () => (await import('./fidelity.bench.ts')).fidelityUnseen,
  'fidelity-long': async () => (await import('./fidelity.bench.ts')).fidelityLong,
}
const USAGE = `usage: npm run bench -- [${Object.keys(suites).join('|')}]… [--quick] [--json] [--save] [--report <folder>]`
/** Compiled, this file lies two folders below the root: in .bench/bench. */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        report: { type: 'string' },
      },
    })
    const unknown = positionals.find((name) => !Object.hasOwn(suites, name))
    if (unknown !== undefined) throw new Error(`there is no suite ${unknown}`)
    return { ...values, names: positionals.length > 0 ? positionals : Object.keys(suites) }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

const { names, quick: isQuick, json: isJson, save: isSaved, report } = readArguments()
const reportFolder = report === undefined ? null : resolve(report)
if (reportFolder !== null) mkdirSync(reportFolder, { recursive: true })
const saved = new SavedRatios(root, isQuick)
const loadBefore = loadOfMinute()
const results: SuiteResult[] = []
for (const name of names) {
  const suite = await (suites[name] as () => Promise<Suite>)()
  console.error(`${suite.name}: ${suite.purpose}`)
  const beganMs = performance.now()
  results.push({ suite: suite.name, purpose: suite.purpose, rows: await suite.run({ isQuick, reportFolder }) })
  console.error(`${suite.name}: took ${Math.round((performance.now() - beganMs) / 1000)} s`)
}
const loads = [loadBefore, loadOfMinute()]
if (isJson) console.log(JSON.stringify({ machine, loads, isQuick, results }, null, 2))
else {
  console.log(tableOf(results, saved))
  console.log(machineLine(machine, loads))
  if (isQuick) console.log('quick form: the figures mean little')
}
const collapsed = collapsedRows(results, saved)
for (const line of collapsed) console.error(line)
if (isSaved) saved.save(machine, results)
else if (collapsed.length > 0) process.exitCode = 1
