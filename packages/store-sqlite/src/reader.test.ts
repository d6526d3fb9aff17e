import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { makeFile, openFile } from './database-file.ts'
import { migrate } from './migrations.ts'
import { readerOn } from './reader.ts'
import { scratchFolder } from './testing/scratch.ts'

const given = () => {
  const { file, remove } = scratchFolder()
  makeFile(file)
  const writing = openFile(file)
  migrate(writing)
  writing.exec('CREATE TABLE marks (mark INTEGER); INSERT INTO marks VALUES (1)')
  const reading = openFile(file)
  const reader = readerOn(reading)
  const query = reader.prepare('SELECT max(mark) AS mark FROM marks')
  return {
    reader,
    read: () => query.get()?.mark,
    readAll: () => query.all().map(({ mark }) => mark),
    write: (mark: number) => writing.exec(`INSERT INTO marks VALUES (${mark})`),
    close: () => {
      reading.close()
      writing.close()
      remove()
    },
  }
}

test('reads of one turn of the event loop are of one state of the file', () => {
  const { read, readAll, write, close } = given()
  assert.equal(read(), 1)
  write(2)
  assert.deepEqual([read(), readAll()], [1, [1]])
  close()
})

test('the next turn reads what others have written meanwhile', async () => {
  const { read, write, close } = given()
  assert.equal(read(), 1)
  write(2)
  await nextTurn()
  assert.equal(read(), 2)
  close()
})

test('what was written is read at once by who was told of it', () => {
  const { reader, read, write, close } = given()
  assert.equal(read(), 1)
  write(2)
  reader.readAnew()
  assert.equal(read(), 2)
  close()
})

test('a connection may be closed in the turn that read on it', async () => {
  const { read, close } = given()
  assert.equal(read(), 1)
  close()
  await nextTurn()
})
