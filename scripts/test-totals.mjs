// Adds up vitest's JSON reports, given as arguments: names what was skipped, and prints `N passed, N failed, N skipped`.
import { readFileSync } from 'node:fs'

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')))
if (reports.length === 0) {
  console.error('no test reports')
  process.exit(1)
}
const totals = { passed: 0, failed: 0, skipped: 0 }
for (const file of reports.flatMap((report) => report.testResults)) {
  for (const { status, fullName } of file.assertionResults) {
    totals[status === 'passed' || status === 'failed' ? status : 'skipped']++
    if (status !== 'passed' && status !== 'failed') console.log(`skipped: ${fullName}`)
  }
  // A file that cannot even be loaded has no tests to fail.
  if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) totals.failed++
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
