// Folders that can and cannot be made. In /proc none can, and the system says ENOENT as if one above were missing: the
// recursive function of Node asks again for ever.
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { makeFolder, makeFolderSync } from '../../src/real/make-folder.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seednet-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

interface Made {
  readonly code: string | undefined
  readonly topmost?: string | undefined
}

const later = (path: string) =>
  new Promise<Made>((resolve) => makeFolder(path, (error, topmost) => resolve({ code: error?.code, topmost })))

const atOnce = (path: string): Promise<Made> => {
  try {
    makeFolderSync(path)
    return Promise.resolve({ code: undefined })
  } catch (error) {
    return Promise.resolve({ code: (error as NodeJS.ErrnoException).code })
  }
}

describe.each([
  ['makeFolder', later],
  ['makeFolderSync', atOnce],
])('%s', (_, make) => {
  it('makes those above, too', async () => {
    const path = join(root, 'a/b/c')
    expect((await make(path)).code).toBeUndefined()
    expect(statSync(path).isDirectory()).toBe(true)
  })

  it('leaves alone what is there', async () => {
    expect((await make(root)).code).toBeUndefined()
  })

  it('says when there is a file in its place, or above it', async () => {
    const file = join(root, 'file')
    writeFileSync(file, 'x')
    expect((await make(file)).code).toBe('EEXIST')
    expect((await make(join(file, 'folder'))).code).toBe('ENOTDIR')
  })

  it.runIf(existsSync('/proc/self'))('says when the system makes none there', async () => {
    expect((await make('/proc/seednet')).code).toBe('ENOENT')
    expect((await make('/proc/seednet/a/b')).code).toBe('ENOENT')
  })
})

test('makeFolder tells which one was missing first', async () => {
  expect(await later(root)).toEqual({ code: undefined, topmost: undefined })
  expect((await later(join(root, 'a'))).topmost).toBe(join(root, 'a'))
  expect((await later(join(root, 'b/c/d'))).topmost).toBe(join(root, 'b'))
})
