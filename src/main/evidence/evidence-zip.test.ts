import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import { ZipFile } from 'yazl'
import { expect, it, onTestFinished } from 'vitest'
import { openZip, zipEvidence } from './evidence-zip.ts'
import { collectEvidence, writeEvidence } from './index.ts'

const about = {
  at: '2026-03-01T02:10:00.000Z',
  ref: { namespace: 'shop', name: 'cart' },
  environment: 'prd',
  why: 'before the action',
  journal: { seq: 12, hash: 'abc' }
}

/** A zip with these files, each as a name and what is in it. */
async function zipOf(...files: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of files) zip.addBuffer(content, name)
  zip.end()
  return buffer(zip.outputStream.pipe(new PassThrough()))
}

async function kept() {
  const dir = join(await mkdtemp(join(tmpdir(), 'evidence-zip-')), 'evidence')
  onTestFinished(() => rm(join(dir, '..'), { recursive: true, force: true }))
  const texts = { 'deployment.json': '{}', 'logs/a.log': 'one\ntwo\n' }
  const sources = Object.entries(texts).map(([path, text]) => ({ path, command: '', read: () => text }))
  const { folder, sha256 } = await writeEvidence(dir, about, await collectEvidence(sources, 1_000))
  return { dir, folder, recorded: new Map([[folder, { sha256, at: about.at, ref: about.ref }]]) }
}

it('is a folder in one file, which says what was altered since', async () => {
  const { dir, folder, recorded } = await kept()
  const whole = await openZip(await zipEvidence(dir, folder), recorded)
  expect(whole.view).toMatchObject({ ...about, folder: `${folder}.zip`, isZip: true, problems: [] })
  expect([...whole.texts]).toEqual([
    ['deployment.json', '{}'],
    ['logs/a.log', 'one\ntwo\n']
  ])
  await writeFile(join(dir, folder, 'logs', 'a.log'), 'one\n')
  expect((await openZip(await zipEvidence(dir, folder), recorded)).view.problems).toEqual(['logs/a.log was changed.'])
})

it('of another computer is held against its own manifest, and said to be nobody’s here', async () => {
  const { dir, folder } = await kept()
  expect((await openZip(await zipEvidence(dir, folder), new Map())).view.problems).toEqual([
    'No record of this journal vouches for it: compare the SHA-256 of its manifest.'
  ])
})

it('names what is missing, and shows nothing that its manifest does not name', async () => {
  const { dir, folder, recorded } = await kept()
  const manifest = await readFile(join(dir, folder, 'manifest.json'))
  const log = await readFile(join(dir, folder, 'logs', 'a.log'))
  const content = await zipOf(
    [`${folder}/manifest.json`, manifest],
    [`${folder}/logs/a.log`, log],
    [`${folder}/more.txt`, Buffer.from('more')]
  )
  const { view, texts } = await openZip(content, recorded)
  expect(view.problems).toEqual(['deployment.json is missing.', '1 more in it is not in its manifest, and not shown.'])
  expect([...texts.keys()]).toEqual(['logs/a.log'])
})

const one = Buffer.alloc(1)

it.each([
  ['text', () => Buffer.from('hello'), 'It cannot be read as a zip.'],
  ['a zip of something else', () => zipOf(['a/b.txt', one]), 'It has no manifest of evidence.'],
  ['one that names a file twice', () => zipOf(['a/b.txt', one], ['a/b.txt', one]), 'It has two files of one name.'],
  ['one that grows too large', async () => lying(await zipOf(['a/b', one]), 80_000_000), 'It holds more than any'],
  [
    'one with too many files',
    () => zipOf(...Array.from({ length: 300 }, (_, n) => [`a/${n}`, one] as const)),
    'It holds more files than any'
  ],
  [
    'one that says less of its size than comes out',
    async () => lying(await zipOf(['a/b', Buffer.alloc(9_999)]), 10),
    'cannot be read'
  ]
])('refuses %s', async (_what, made, why) => {
  await expect(openZip(await made(), new Map())).rejects.toThrow(why)
})

/** Says in its directory, which is what readers go by, that its only file has so many bytes. */
function lying(zip: Buffer, bytes: number): Buffer {
  const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  zip.writeUInt32LE(bytes, directory + 24)
  return zip
}
