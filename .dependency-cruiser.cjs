// The floors of the house (docs/architecture.md) as import rules. dependency-cruiser names Node's own modules without
// their `node:` prefix.

/** Every floor, the lowest first, and the floors below it that it may import. */
const FLOORS = {
  host: [],
  wire: ['host'],
  nodes: ['host', 'wire'],
  net: ['host'],
  real: ['host'],
  trace: ['host', 'net'],
  check: ['host', 'trace'],
  scenarios: ['host', 'wire', 'nodes', 'net', 'real', 'trace', 'check'],
  explore: ['host', 'wire', 'nodes', 'net', 'real', 'trace', 'check', 'scenarios'],
  cli: ['host', 'wire', 'nodes', 'net', 'real', 'trace', 'check', 'scenarios', 'explore'],
  testing: ['host', 'net', 'trace', 'check', 'scenarios'],
}
/** What a floor may also import, by the files' full paths. */
const ALSO = {
  // To compare two runs event by event is to observe them.
  check: ['src/net/observer\\.ts'],
}
/** Packages that pure code may import: they compute and do nothing else. */
const PURE_PACKAGES = 'node_modules/typebox/'
/** The entry points of the programs choose the nodes that run on real sockets. */
const ENTRY_POINTS = '^src/real/bin/'

const floorRules = Object.entries(FLOORS).map(([floor, below]) => ({
  name: `floor-${floor}`,
  comment: `src/${floor} imports from itself and from: ${below.join(', ') || 'nothing'}`,
  severity: 'error',
  from: floor === 'real' ? { path: '^src/real/', pathNot: ENTRY_POINTS } : { path: `^src/${floor}/` },
  to: {
    path: '^(src|test|bench|scripts)/',
    pathNot: [`^src/(${[floor, ...below].join('|')})/`, ...(ALSO[floor] ?? [])],
  },
}))

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'floor-real-entry-points',
      severity: 'error',
      from: { path: ENTRY_POINTS },
      to: { path: '^(src|test|bench|scripts)/', pathNot: '^src/(real|host|wire|nodes)/' },
    },
    {
      name: 'every-folder-is-a-floor',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/(${Object.keys(FLOORS).join('|')})/|^src/pure-globals\\.d\\.ts$|^src/(index|vitest)\\.ts$`,
      },
      to: {},
    },
    {
      name: 'pure-floors-import-no-packages',
      comment: 'src/host, src/wire and src/nodes reach the world through their Host alone',
      severity: 'error',
      from: { path: '^src/(host|wire|nodes)/' },
      to: { dependencyTypesNot: ['local', 'type-only'], pathNot: ['^src/', PURE_PACKAGES] },
    },
    {
      name: 'virtual-network-is-closed',
      comment: 'the virtual network may borrow helpers of Node, never its sockets, files, timers or processes',
      severity: 'error',
      from: { path: '^src/net/', pathNot: '^src/net/guard/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|events|stream)$' },
    },
    {
      name: 'guard-knows-whose-code-runs',
      comment: 'the guard replaces what leads out of the virtual network, and uses none of it',
      severity: 'error',
      from: { path: '^src/net/guard/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(async_hooks|module)$' },
    },
    {
      name: 'nobody-imports-an-entry-of-the-package',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/(index|vitest)\\.ts$' },
    },
    {
      name: 'only-testing-knows-vitest',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(testing/|vitest\\.ts$)' },
      to: { path: 'node_modules/vitest/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'shipped-code-needs-no-dev-package',
      severity: 'error',
      from: { path: '^src/' },
      // An optional peer is a dev package too: here it is always installed.
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only', 'npm-peer'],
        pathNot: 'node_modules/(tsx|vitest)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
