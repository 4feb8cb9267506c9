import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectEvidence, listEvidence, readEvidence, writeEvidence } from '../../src/main/evidence/index.ts'

// Somebody who can write into the folder of evidence, or who hands a folder over, to be read here; and a cluster that chooses
// how its pods are called.

const about = {
  at: '2026-03-01T02:10:00.000Z',
  ref: { namespace: 'shop', name: 'cart' },
  environment: 'prd',
  why: 'on demand',
  journal: null
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let root: string
let dir: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'forged-evidence-'))
  dir = join(root, 'evidence')
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function prepared(folder: string, paths: readonly string[], text = 'x'): Promise<void> {
  await mkdir(join(dir, folder), { recursive: true })
  const files = paths.map((path) => ({ path, bytes: text.length, sha256: sha256(text), command: '' }))
  const manifest = { format: 'backout-evidence-1', ...about, files, leftOut: [] }
  await writeFile(join(dir, folder, 'manifest.json'), JSON.stringify(manifest))
}

async function written() {
  const files = [{ path: 'pods.json', command: '', text: '[]' }]
  const kept = await writeEvidence(dir, about, { files, leftOut: [] })
  return { ...kept, recorded: new Map([[kept.folder, { sha256: kept.sha256, at: about.at, ref: about.ref }]]) }
}

it.each([
  ['its folder of logs', async () => symlink(join(root, 'home'), join(dir, 'handed-over', 'logs'))],
  [
    'the whole folder',
    async () => {
      await rename(join(dir, 'handed-over'), join(root, 'other'))
      await mkdir(join(root, 'other', 'logs'))
      await writeFile(join(root, 'other', 'logs', 'config'), 'token: of-the-user')
      await symlink(join(root, 'other'), join(dir, 'handed-over'))
    }
  ]
])('a link in the place of %s hands nothing out', async (_what, link) => {
  await mkdir(join(root, 'home'))
  await writeFile(join(root, 'home', 'config'), 'token: of-the-user')
  await prepared('handed-over', ['logs/config'], 'token: of-the-user')
  await link()
  await expect(readEvidence(dir, 'handed-over', 'logs/config')).rejects.toThrow('no such file')
  for (const { problems } of await listEvidence(dir, new Map())) expect(problems).toContain('logs/config is missing.')
})

it('a manifest that names one file a thousand times is not followed', async () => {
  await prepared('prepared', Array<string>(1_000).fill('a.log'))
  await prepared(
    'many',
    Array.from({ length: 1_000 }, (_, index) => `${index}.log`)
  )
  expect(await listEvidence(dir, new Map())).toEqual([])
})

it('other folders, however many, hide none that the record vouches for', async () => {
  const { folder, recorded } = await written()
  for (let index = 0; index < 60; index += 1) await prepared(`99991231-${index}`, [])
  expect((await listEvidence(dir, recorded)).find((one) => one.folder === folder)).toMatchObject({ problems: [] })
})

it('what the record vouches for is missed when it is taken away, or damaged', async () => {
  const { folder, recorded } = await written()
  await writeFile(join(dir, folder, 'manifest.json'), '{')
  expect(await listEvidence(dir, recorded)).toMatchObject([
    { folder, at: about.at, ref: about.ref, problems: [expect.stringMatching(/damaged.*record says/)] }
  ])
  await rm(join(dir, folder), { recursive: true })
  expect(await listEvidence(dir, recorded)).toMatchObject([
    { folder, problems: [expect.stringMatching(/not there any more.*record says/)] }
  ])
})

it('a cluster that has a thousand containers, or names two alike, loses no evidence', async () => {
  const source = (path: string) => ({ path, command: '', read: () => path })
  const collected = await collectEvidence(
    [source('logs/a.log'), source('logs/a.log'), ...Array.from({ length: 1_000 }, (_, n) => source(`logs/${n}.log`))],
    5_000
  )
  const { folder, sha256: digest } = await writeEvidence(dir, about, collected)
  const recorded = new Map([[folder, { sha256: digest, at: about.at, ref: about.ref }]])
  const [view] = await listEvidence(dir, recorded)
  expect(view?.problems).toEqual([])
  expect(view?.files).toHaveLength(200)
  expect(view?.leftOut.at(-1)).toMatch(/^\d+ more\.$/)
})

it('evidence is not written where a link leads', async () => {
  await mkdir(join(root, 'elsewhere'))
  await symlink(join(root, 'elsewhere'), dir)
  await expect(written()).rejects.toThrow('is a link')
})
