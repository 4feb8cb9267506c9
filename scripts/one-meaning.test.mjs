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
  'planRest',
  'proofOf',
  'proveAbort',
  'readingLine',
  'stillFits',
  'writer'
])

/** What a lever or an action is made of (CONTRIBUTING.md): in each of these folders such a file means the same. */
const shapes = [
  {
    folders: /^main\/levers\/[^/]+\//,
    names: [
      'basis',
      'build-plan',
      'choice',
      'choose-revision',
      'guards',
      'in-plan',
      'index',
      'judge',
      'lever-id',
      'plan',
      'plan-guards',
      'plan-rest',
      'proof',
      'prove',
      'said-outside',
      'situation',
      'steps',
      'still-fits',
      'watched'
    ]
  },
  { folders: /^main\/actions\/[^/]+\//, names: ['conclude', 'facts', 'index', 'patch'] },
  { folders: /^(main\/|preload\/|contract\/)/, names: ['index', 'registry'] },
  // What each provider says of its own upstream.
  { folders: /^main\/(providers|ports|status)\//, names: ['commands', 'related', 'resources', 'watched'] }
]

/** One thing in several layers: its noun, its port, who does it, and what draws it. Never two in one layer. */
const layers = [
  /^contract\//,
  /^main\/ports\//,
  /^main\/(?!ports\/|providers\/|lib\/|levers\/[^/]+\/)/,
  /^main\/providers\//,
  /^main\/lib\//,
  /^renderer\/stores\//,
  /^renderer\/(panes|ui)\//
]
const ofOneThing = new Set([
  'azure-accounts',
  'charts',
  'clock',
  'console',
  'evidence-folder',
  'feeds',
  'half-way',
  'last-known',
  'leaving',
  'left-behind',
  'lever',
  'limits',
  'minutes',
  'neighbours',
  'observed',
  'pod-output',
  'practice',
  'prevention',
  'profile',
  'record',
  'risky-fields',
  'sign-in',
  'step',
  'traffic-share',
  'what-changed',
  'writer'
])
/** Named by hand: `main/execute` runs what a lever's `prove` says, a plan is a noun, each file of a user has a schema, the seal has two ends. */
const sameMeaning = new Map([
  ['guards', [/^main\/levers\//, /^renderer\/panes\/plan\//]],
  ['plan', [/^main\/levers\//, /^contract\//]],
  ['proof', [/^main\/levers\//, /^renderer\/panes\/run\//]],
  ['prove', [/^main\/levers\//, /^main\/execute\//]],
  ['watched', [/^main\/levers\//, /^main\/providers\//]],
  ['schema', [/^main\/(contacts|runbook)\//]],
  ['sealed-drill', [/^main\/(host|processes)\//]]
])

/** The drill shares no code with the rest, and no names either. */
const ours = /^(?!main\/drill\/|renderer\/fixtures\/)(?!.*\/testing\/)(?!.*\.test\.tsx?$).*\.tsx?$/

/** @returns {Promise<readonly string[]>} paths below `src` */
async function ourFiles() {
  const files = (await readdir(src, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
  return files.filter((file) => ours.test(file))
}

/**
 * Whether files of one name mean one thing.
 *
 * @param {string} name without its extension
 * @param {readonly string[]} files
 */
function isOneMeaning(name, files) {
  /** @param {readonly RegExp[]} folders */
  const areAllIn = (folders) => files.every((file) => folders.some((folder) => folder.test(file)))
  if (shapes.some(({ folders, names }) => names.includes(name) && areAllIn([folders]))) return true
  if (areAllIn(sameMeaning.get(name) ?? [])) return true
  if (!ofOneThing.has(name) || !areAllIn(layers)) return false
  return layers.every((layer) => files.filter((file) => layer.test(file)).length <= 1)
}

test('a file has its name for itself, or is the same part of another lever, action or layer', async () => {
  /** @type {Map<string, string[]>} */
  const places = new Map()
  for (const file of await ourFiles()) {
    const name = (file.split('/').at(-1) ?? '').replace(/\.tsx?$/, '')
    places.set(name, [...(places.get(name) ?? []), file])
  }
  expect(places.size).toBeGreaterThan(1_000)
  const several = [...places].filter(([, files]) => files.length > 1)
  expect(several.filter(([name, files]) => !isOneMeaning(name, files))).toEqual([])
  const known = [...ofOneThing, ...sameMeaning.keys(), ...shapes.flatMap(({ names }) => names)]
  expect(known.filter((name) => !several.some(([other]) => other === name))).toEqual([])
})

test.each([
  ['arm', ['main/execute/arm.ts', 'main/levers/canary-abort/arm.ts']],
  ['judge', ['main/decision/judge.ts', 'main/levers/held-rollback/judge.ts']],
  ['debts', ['main/console/debts.ts', 'main/execute/debts.ts']],
  ['step', ['contract/step.ts', 'main/levers/held-rollback/step.ts']]
])('two files %s that mean different things are found', (name, files) => {
  expect(isOneMeaning(name, files)).toBe(false)
})

/**
 * What several files export under one name, with the files.
 *
 * @param {RegExp} declaration with the name as its first group
 */
async function namedTwice(declaration) {
  /** @type {Map<string, string[]>} */
  const places = new Map()
  for (const file of await ourFiles()) {
    const text = await readFile(join(src, file), 'utf8')
    for (const [, name = ''] of text.matchAll(declaration)) places.set(name, [...(places.get(name) ?? []), file])
  }
  expect(places.size).toBeGreaterThan(800)
  return [...places].filter(([, files]) => files.length > 1)
}

test('a type that others may use has its name for itself', async () => {
  expect(await namedTwice(/^export (?:declare )?(?:interface|type) (\w+)\b(?! *[,}])/gm)).toEqual([])
})

test('a function that others may call has its name for itself', async () => {
  const several = await namedTwice(/^export (?:async )?function\*? (\w+)/gm)
  expect(several.filter(([name]) => !askedOfEach.has(name))).toEqual([])
  expect([...askedOfEach].filter((name) => !several.some(([known]) => known === name))).toEqual([])
})
