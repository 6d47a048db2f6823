// Adds up vitest's JSON reports, given as arguments, and prints `N passed, N failed, N skipped`.
import { readFileSync } from 'node:fs'

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')))
const sum = (...fields) =>
  reports.reduce((total, report) => total + fields.reduce((n, field) => n + report[field], 0), 0)
if (reports.length === 0) {
  console.error('no test reports')
  process.exit(1)
}
for (const report of reports) {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter((test) => test.status !== 'passed' && test.status !== 'failed'),
  )
  for (const test of skipped) console.log(`skipped: ${test.fullName}`)
}
console.log(
  `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests', 'numTodoTests')} skipped`,
)
