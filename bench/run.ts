// `npm run bench -- [name…]`: runs the named benchmarks (all without a name) and prints their figures, as a table or as
// one JSON document that names the machine.
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import type { Bench, Figure } from './measure.ts'

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  heap: async () => (await import('./heap.bench.ts')).heap,
  engine: async () => (await import('./engine.bench.ts')).engine,
  swarm: async () => (await import('./swarm.bench.ts')).swarm,
}
const USAGE = `usage: npm run bench -- [${Object.keys(benches).join('|')}]… [--quick] [--json]`

interface Result {
  readonly bench: string
  readonly purpose: string
  readonly figures: readonly Figure[]
}

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  processors: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
  v8: process.versions.v8,
  platform: `${process.platform} ${process.arch}`,
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, json: { type: 'boolean' } },
    })
    const unknown = positionals.find((name) => !Object.hasOwn(benches, name))
    if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}`)
    const names = positionals.length > 0 ? positionals : Object.keys(benches)
    return { names, isQuick: values.quick === true, isJson: values.json === true }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

function formatted(value: number): string {
  return value.toLocaleString('en', value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })
}

function tableOf(results: readonly Result[]): string {
  const table = new Table({ head: ['bench', 'what', 'figure', 'ratio'], style: { head: [], border: [] } })
  for (const { bench, figures } of results) {
    for (const { what, value, unit, ratio } of figures) {
      const over = ratio === undefined ? '' : `${formatted(ratio.value)} × ${ratio.to}`
      table.push([bench, what, `${formatted(value)} ${unit}`, over])
    }
  }
  return table.toString()
}

const { names, isQuick, isJson } = readArguments()
const results: Result[] = []
for (const name of names) {
  const bench = await (benches[name] as () => Promise<Bench>)()
  if (!isJson) console.error(`${name}: ${bench.purpose}`)
  results.push({ bench: name, purpose: bench.purpose, figures: await bench.run({ isQuick }) })
}
if (isJson) console.log(JSON.stringify({ machine, isQuick, results }, null, 2))
else {
  console.log(tableOf(results))
  console.log(`${machine.processor}, ${machine.processors} processors, Node ${machine.node}, ${machine.platform}`)
  if (isQuick) console.log('quick form: the figures mean little')
}
