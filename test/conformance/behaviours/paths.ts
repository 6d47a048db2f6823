// Paths stay inside the host's own folder.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { failure, filesOf } from '../tools/files.ts'

const OUTSIDE = ['../file', '..', '../../etc/passwd', '/etc/passwd', '/', 'folder/../../file', './../file']

/** Tries `action` on every path that leaves the folder. */
async function refusals(action: (path: string) => Promise<unknown>): Promise<string[]> {
  const codes: string[] = []
  for (const path of OUTSIDE) codes.push(await failure(action(path)))
  return codes
}

const ALL_REFUSED = OUTSIDE.map(() => 'EACCES')

export const paths = topic('paths that would leave the folder', [
  behaviour('readFile() refuses them with EACCES', async ({ a }) => {
    assert.deepEqual(await refusals((path) => filesOf(a).readFile(path)), ALL_REFUSED)
  }),

  behaviour('writeFile() refuses them with EACCES', async ({ a }) => {
    assert.deepEqual(await refusals((path) => filesOf(a).writeFile(path, 'x')), ALL_REFUSED)
  }),

  behaviour("open() refuses them with EACCES, for 'r' and for 'w'", async ({ a }) => {
    assert.deepEqual(await refusals((path) => filesOf(a).open(path, 'r')), ALL_REFUSED)
    assert.deepEqual(await refusals((path) => filesOf(a).open(path, 'w')), ALL_REFUSED)
  }),

  behaviour('stat(), mkdir(), readdir() and unlink() refuse them with EACCES', async ({ a }) => {
    const disk = filesOf(a)
    assert.deepEqual(await refusals(disk.stat), ALL_REFUSED)
    assert.deepEqual(await refusals(disk.mkdir), ALL_REFUSED)
    assert.deepEqual(await refusals(disk.readdir), ALL_REFUSED)
    assert.deepEqual(await refusals(disk.unlink), ALL_REFUSED)
  }),

  behaviour('rename() refuses them with EACCES on either side', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'stays')
    assert.deepEqual(await refusals((path) => disk.rename('file', path)), ALL_REFUSED)
    assert.deepEqual(await refusals((path) => disk.rename(path, 'file')), ALL_REFUSED)
    assert.equal(await disk.text('file'), 'stays')
  }),

  behaviour('dots inside the folder are fine', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    await disk.writeFile('file', 'text')
    assert.equal(await disk.text('folder/../file'), 'text')
    assert.equal(await disk.text('./folder/./../file'), 'text')
    assert.deepEqual(await disk.readdir('folder/..'), ['file', 'folder'])
  }),

  behaviour('the folder itself can be listed, but neither renamed nor unlinked', async ({ a }) => {
    const disk = filesOf(a)
    assert.deepEqual(await disk.readdir('.'), [])
    assert.equal((await disk.stat('.')).isDirectory(), true)
    assert.equal(await failure(disk.rename('.', 'elsewhere')), 'EACCES')
    assert.equal(await failure(disk.unlink('.')), 'EACCES')
  }),

  behaviour('the error says syscall and the path as it was given', async ({ a }) => {
    const error = await filesOf(a)
      .readFile('../secret')
      .catch((reason) => reason)
    assert.deepEqual([error.code, error.syscall, error.path], ['EACCES', 'open', '../secret'])
  }),

  behaviour('an empty path: ENOENT', async ({ a }) => {
    const disk = filesOf(a)
    assert.deepEqual(
      [await failure(disk.readFile('')), await failure(disk.stat('')), await failure(disk.unlink(''))],
      ['ENOENT', 'ENOENT', 'ENOENT'],
    )
  }),
])
