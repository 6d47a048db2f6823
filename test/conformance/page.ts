// The page of all behaviours, as Markdown. Pure: `write-page.ts` writes it, a test compares it.
import { topics } from './registry.ts'

/** Below the folder of the project. */
export const PAGE_PATH = 'docs/conformance.md'

const HEAD = `# What both backings do alike

Every line below is a test. The suite in \`test/conformance/\` plays it on real sockets, files and timers
(\`real.test.ts\`), and in the virtual network (\`virtual.test.ts\`). What the real one does is the truth: where the two differ,
the virtual network is wrong and is mended. What Linux and Node leave open, such as how a stream is cut into 'data' events, no line promises.

\`\`\`sh
npx vitest run test/conformance
\`\`\`

This page is made from the tests: \`node --import tsx test/conformance/write-page.ts\` writes it anew.
`

export function conformancePage(): string {
  const count = topics.reduce((sum, { behaviours }) => sum + behaviours.length, 0)
  const index = topics.map(({ name, behaviours }) => `| [${name}](#${anchorOf(name)}) | ${behaviours.length} |`)
  const sections = topics.map(
    ({ name, behaviours }) => `## ${sentence(name)}\n\n${behaviours.map(({ title }) => `- ${title}`).join('\n')}\n`,
  )
  const table = `| topic | behaviours |\n|---|---:|\n${index.join('\n')}\n| all | ${count} |\n`
  return [HEAD, table, ...sections].join('\n')
}

function sentence(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** As GitHub makes them of headings. */
function anchorOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}
