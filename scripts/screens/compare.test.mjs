import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { compareScreens } from './compare.mjs'

test('says which pictures changed, came and went', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backout-screens-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const pictures = {
    now: { 'same.png': 'a', 'other.png': 'b', 'new.png': 'c', 'notes.txt': 'd' },
    before: { 'same.png': 'a', 'other.png': 'B', 'old.png': 'e' }
  }
  for (const [place, files] of Object.entries(pictures)) {
    await mkdir(join(folder, place))
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, place, name), text)
  }
  expect(await compareScreens(join(folder, 'now'), join(folder, 'before'))).toEqual({
    changed: ['other.png'],
    added: ['new.png'],
    gone: ['old.png']
  })
  expect(await compareScreens(join(folder, 'now'), join(folder, 'before'), ['o'])).toEqual({
    changed: ['other.png'],
    added: [],
    gone: ['old.png']
  })
})
