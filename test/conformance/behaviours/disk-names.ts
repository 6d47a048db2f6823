// Names on the disk: rename, unlink, mkdir, readdir.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { failure, filesOf } from '../tools/files.ts'

export const diskNames = topic('names on the disk', [
  behaviour('rename() moves a file', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('old', 'text')
    await disk.rename('old', 'new')
    assert.deepEqual([await disk.text('new'), await disk.readdir('.')], ['text', ['new']])
  }),

  behaviour('rename() replaces the file that is there', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('old', 'new text')
    await disk.writeFile('new', 'old text, longer')
    await disk.rename('old', 'new')
    assert.deepEqual([await disk.text('new'), await disk.readdir('.')], ['new text', ['new']])
  }),

  behaviour('rename() of a file onto itself leaves it', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'text')
    await disk.rename('file', 'file')
    assert.equal(await disk.text('file'), 'text')
  }),

  behaviour('rename() moves a file into another folder', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    await disk.writeFile('file', 'text')
    await disk.rename('file', 'folder/file')
    assert.deepEqual([await disk.readdir('.'), await disk.text('folder/file')], [['folder'], 'text'])
  }),

  behaviour('rename() of what is not there, or into a folder that is not there: ENOENT', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'text')
    assert.equal(await failure(disk.rename('nothing', 'new')), 'ENOENT')
    assert.equal(await failure(disk.rename('file', 'missing/file')), 'ENOENT')
    assert.equal(await disk.text('file'), 'text')
  }),

  behaviour('rename() moves a folder with all in it', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('one/deep')
    await disk.writeFile('one/deep/file', 'text')
    await disk.rename('one', 'two')
    assert.deepEqual([await disk.readdir('.'), await disk.text('two/deep/file')], [['two'], 'text'])
  }),

  behaviour('rename() of a folder onto an empty one replaces it, onto a full one: ENOTEMPTY', async ({ a }) => {
    const disk = filesOf(a)
    for (const folder of ['from', 'empty', 'full']) await disk.mkdir(folder)
    await disk.writeFile('from/file', 'text')
    await disk.writeFile('full/file', 'other')
    assert.equal(await failure(disk.rename('from', 'full')), 'ENOTEMPTY')
    await disk.rename('from', 'empty')
    assert.deepEqual([await disk.readdir('.'), await disk.text('empty/file')], [['empty', 'full'], 'text'])
  }),

  behaviour('rename() of a file onto a folder: EISDIR; of a folder onto a file: ENOTDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    await disk.writeFile('file', 'text')
    assert.equal(await failure(disk.rename('file', 'folder')), 'EISDIR')
    assert.equal(await failure(disk.rename('folder', 'file')), 'ENOTDIR')
  }),

  behaviour('rename() of a folder into itself: EINVAL', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    assert.equal(await failure(disk.rename('folder', 'folder/below')), 'EINVAL')
  }),

  behaviour('an open file goes on under its new name', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('part', 'w')
    await disk.write(fd, 'one ', null)
    await disk.rename('part', 'whole')
    await disk.write(fd, 'two', null)
    await disk.close(fd)
    assert.deepEqual([await disk.text('whole'), await disk.readdir('.')], ['one two', ['whole']])
  }),

  behaviour('a file that was replaced by rename() can still be read by who has it open', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'old')
    const fd = await disk.open('file', 'r')
    await disk.writeFile('next', 'new')
    await disk.rename('next', 'file')
    assert.deepEqual([await disk.read(fd, 10, 0), await disk.text('file')], ['old', 'new'])
  }),

  behaviour('unlink() takes a file away', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'text')
    await disk.unlink('file')
    assert.deepEqual([await failure(disk.readFile('file')), await disk.readdir('.')], ['ENOENT', []])
  }),

  behaviour('unlink() of what is not there: ENOENT; of a folder: EISDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    assert.deepEqual(
      [await failure(disk.unlink('nothing')), await failure(disk.unlink('folder'))],
      ['ENOENT', 'EISDIR'],
    )
  }),

  behaviour('an unlinked file can still be read and written by who has it open', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w+')
    await disk.write(fd, 'alive', null)
    await disk.unlink('file')
    assert.equal(await disk.read(fd, 10, 0), 'alive')
    assert.equal(await disk.write(fd, '!', null), 1)
    await disk.close(fd)
    assert.deepEqual(await disk.readdir('.'), [])
  }),

  behaviour('a name that was unlinked can be made again, as another file', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'first')
    const fd = await disk.open('file', 'r')
    await disk.unlink('file')
    await disk.writeFile('file', 'second')
    assert.deepEqual([await disk.read(fd, 10, 0), await disk.text('file')], ['first', 'second'])
  }),

  behaviour('mkdir() makes all folders above', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('one/two/three')
    assert.equal((await disk.stat('one/two/three')).isDirectory(), true)
    assert.deepEqual(await disk.readdir('one'), ['two'])
  }),

  behaviour('mkdir() of an existing folder is fine and keeps what is in it', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    await disk.writeFile('folder/file', 'kept')
    await disk.mkdir('folder')
    assert.equal(await disk.text('folder/file'), 'kept')
  }),

  behaviour('mkdir() where a file is: EEXIST; below a file: ENOTDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    assert.deepEqual(
      [await failure(disk.mkdir('file')), await failure(disk.mkdir('file/below'))],
      ['EEXIST', 'ENOTDIR'],
    )
  }),

  behaviour('readdir() gives names, sorted, of files and folders, of this folder only', async ({ a }) => {
    const disk = filesOf(a)
    for (const name of ['b', 'a10', 'a2', 'C', 'ä']) await disk.writeFile(name, 'x')
    await disk.mkdir('folder/below')
    await disk.writeFile('folder/file', 'x')
    assert.deepEqual(await disk.readdir('.'), ['C', 'a10', 'a2', 'b', 'folder', 'ä'])
    assert.deepEqual(await disk.readdir('folder'), ['below', 'file'])
  }),

  behaviour('readdir() of what is not there: ENOENT; of a file: ENOTDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    assert.deepEqual(
      [await failure(disk.readdir('nothing')), await failure(disk.readdir('file'))],
      ['ENOENT', 'ENOTDIR'],
    )
  }),

  behaviour('names differ by case, and may hold spaces, quotes and any letters', async ({ a }) => {
    const disk = filesOf(a)
    const names = ['Name', 'name', 'it\'s "quoted"', 'with space', '文件', '..hidden..']
    for (const name of names) await disk.writeFile(name, name)
    for (const name of names) assert.equal(await disk.text(name), name)
    assert.equal((await disk.readdir('.')).length, names.length)
  }),

  behaviour('a path through a file: ENOTDIR, for rename, unlink and readdir', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    await disk.writeFile('other', 'x')
    const codes = [
      await failure(disk.rename('file/below', 'new')),
      await failure(disk.rename('other', 'file/below')),
      await failure(disk.unlink('file/below')),
      await failure(disk.readdir('file/below')),
    ]
    assert.deepEqual(codes, ['ENOTDIR', 'ENOTDIR', 'ENOTDIR', 'ENOTDIR'])
  }),

  behaviour('rename() of a folder onto itself leaves it', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    await disk.writeFile('folder/file', 'x')
    await disk.rename('folder', 'folder')
    assert.deepEqual(await disk.readdir('folder'), ['file'])
  }),

  behaviour('rename() onto a folder above itself: ENOTEMPTY', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('one/two')
    assert.equal(await failure(disk.rename('one/two', 'one')), 'ENOTEMPTY')
  }),
])
