// A folder that another request makes at the same time is there for both: it was once taken for a link out of the root.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { SystemError } from '../../src/host/errors.ts'
import { RealDisk } from '../../src/real/disk.ts'

it('sixteen files in a folder that each of sixteen requests makes can all be opened', async () => {
  const root = mkdtempSync(join(tmpdir(), 'seednet-meanwhile-'))
  const lifetime = { ended: false }
  const disk = new RealDisk(root, lifetime)
  const errors: (string | undefined)[] = []
  const open = (folder: string, file: number) =>
    new Promise<void>((resolve) => {
      const done = (error: SystemError | null) => {
        if (error !== null) errors.push(error.code)
        resolve()
      }
      disk.mkdir(folder, (error) => {
        if (error !== null) return done(error)
        disk.open(`${folder}/${file}`, 'wx', done)
      })
    })
  for (let folder = 0; folder < 50; folder++) {
    const opened: Promise<void>[] = []
    for (let file = 0; file < 16; file++) {
      opened.push(open(`folder${folder}`, file))
      // One after the other, so that some look while others make the folder.
      for (let turns = folder % 4; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(opened)
  }
  disk.stop()
  rmSync(root, { recursive: true })
  expect(errors).toEqual([])
})
