import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './setup/folders.mjs'

const src = join(root, 'src')

/** What several levers or actions do, each in its own way. */
const askedOfEach = new Set([
  'buildPlan',
  'changesOf',
  'choiceOf',
  'conclude',
  'notesOf',
  'planAbort',
  'proofOf',
  'readingLine',
  'stillFits',
  'writer'
])

/** The drill shares no code with the rest, and no names either. */
const ours = /^(?!main\/drill\/|renderer\/fixtures\/)(?!.*\/testing\/)(?!.*\.test\.tsx?$).*\.tsx?$/

test('a function that others may call has its name for itself', async () => {
  const files = (await readdir(src, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
  /** @type {Map<string, string[]>} */
  const places = new Map()
  for (const file of files.filter((each) => ours.test(each))) {
    const text = await readFile(join(src, file), 'utf8')
    for (const [, name = ''] of text.matchAll(/^export (?:async )?function\*? (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), file])
  }
  expect(places.size).toBeGreaterThan(1_000)
  const several = [...places].filter(([, found]) => found.length > 1)
  expect(several.filter(([name]) => !askedOfEach.has(name))).toEqual([])
  expect([...askedOfEach].filter((name) => !several.some(([known]) => known === name))).toEqual([])
})
