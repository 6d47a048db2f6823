// The system calls of a disk as faults see them: of what kind each is, and the error of one that fails.
import type { DiskOperation } from '../../host/disk-faults.ts'
import type { SystemError } from '../../host/errors.ts'
import type { DiskStore } from '../disk-store.ts'
import { diskError } from '../system-error.ts'

/** Null: never fails. */
const OPERATIONS = {
  open: 'name',
  stat: 'name',
  rename: 'name',
  unlink: 'name',
  mkdir: 'name',
  scandir: 'name',
  read: 'read',
  readFile: 'read',
  write: 'write',
  writeFile: 'write',
  ftruncate: 'write',
  fsync: 'sync',
  close: null,
} as const satisfies Record<string, DiskOperation | null>

export type DiskCall = keyof typeof OPERATIONS

/** Null: faults let it happen. */
export function failureOf(store: DiskStore, call: DiskCall, path: string): SystemError | null {
  const operation = OPERATIONS[call]
  if (operation === null || store.conditions?.fails(operation, path) !== true) return null
  store.onError?.(call, 'EIO')
  if (operation === 'name') return diskError('EIO', call, path)
  return diskError('EIO', call === 'readFile' ? 'read' : call === 'writeFile' ? 'write' : call)
}
