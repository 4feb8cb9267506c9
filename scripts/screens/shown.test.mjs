import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../setup/folders.mjs'
import { pictures } from './pictures.mjs'
import { shownPictures } from './shown.mjs'

test('the pictures that are kept are those that a page shows', async () => {
  const kept = (await readdir(join(root, 'docs', 'screens'))).toSorted()
  expect(kept).toEqual((await shownPictures()).map((name) => `${name}.png`))
})

test('each of them can be made', async () => {
  const names = new Set(pictures.map(({ name }) => name))
  expect((await shownPictures()).filter((name) => !names.has(name))).toEqual([])
})

test('no two pictures have one name', () => {
  expect(new Set(pictures.map(({ name }) => name)).size).toBe(pictures.length)
})
