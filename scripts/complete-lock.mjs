// Completes package-lock.json after `npm install`: adds an entry for each optional package of another platform that npm
// left out. npm leaves them out when the registry in use does not carry them, and then `npm ci` refuses the lock file
// everywhere. Such an entry has no checksum, and none is needed where the package is never installed.
import { readFileSync, writeFileSync } from 'node:fs'

const LOCK = new URL('../package-lock.json', import.meta.url)
/** `…-linux-arm64-musl`: system, processor and C library, as names of prebuilt packages end. */
const PLATFORM =
  /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/

/** Where a package finds a dependency: the nearest node_modules at or above it. */
function isLocked(packages, from, dependency) {
  for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))) {
    if (packages[`${path === '' ? '' : `${path}/`}node_modules/${dependency}`] !== undefined) return true
    if (path === '') return false
  }
}

function entryOf(name, version, parent) {
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? []
  if (os === undefined) throw new Error(`${name} is missing from package-lock.json, and its name tells no platform`)
  const libc = os === 'linux' ? { libc: [abi?.startsWith('musl') ? 'musl' : 'glibc'] } : {}
  const dev = parent.dev ? { dev: true } : {}
  return { version, cpu: [cpu], ...dev, ...libc, optional: true, os: [os] }
}

const lock = JSON.parse(readFileSync(LOCK, 'utf8'))
const added = []
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(lock.packages, path, name)) continue
    added.push([`node_modules/${name}`, entryOf(name, version.replace(/^[~^]/, ''), parent)])
  }
}
if (added.length > 0) {
  const { '': root, ...others } = lock.packages
  const sorted = Object.entries({ ...others, ...Object.fromEntries(added) }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  )
  lock.packages = { '': root, ...Object.fromEntries(sorted) }
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(`package-lock.json: ${added.length} packages of other platforms added`)
