// Measures one workload of the engine in a process of its own. Arguments: its name, and `quick` or `full`. Prints its row as JSON.
import { settleProcess } from '../../src/explore/process-settings.ts'
import { rowOf } from './workload.ts'
import { workloads } from './workloads.ts'

const [name = '', form = ''] = process.argv.slice(2)
const isQuick = form === 'quick'
settleProcess('one')
const workload = workloads[name as keyof typeof workloads](isQuick)
console.log(JSON.stringify(await rowOf(workload, { isQuick, reportFolder: null })))
