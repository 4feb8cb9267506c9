import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectEvidence, listEvidence, readEvidence, writeEvidence, type EvidenceSource } from './index.ts'

const about = {
  at: '2026-03-01T02:10:00.000Z',
  ref: { namespace: 'shop', name: 'cart' },
  environment: 'prd',
  why: 'before the action',
  journal: { seq: 12, hash: 'abc' }
}

const recorded = (folder: string, sha256: string) => new Map([[folder, { sha256, at: about.at, ref: about.ref }]])

let dir: string
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'evidence-')), 'evidence')
})
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }))

const source = (path: string, read: EvidenceSource['read']): EvidenceSource => ({ path, command: `get ${path}`, read })

it('is a folder of one’s own, opened again without a cluster, and what was changed in it is named', async () => {
  const collected = await collectEvidence(
    [source('deployment.json', () => '{}'), source('logs/a.log', async () => 'one\ntwo\n')],
    1_000
  )
  const { folder, sha256 } = await writeEvidence(dir, about, collected)
  expect((await stat(dir)).mode & 0o777).toBe(0o700)
  expect(await readdir(dir)).toEqual([folder])
  const [view] = await listEvidence(dir, recorded(folder, sha256))
  expect(view).toMatchObject({ ...about, folder, leftOut: [], problems: [] })
  expect(view?.files.map(({ path, bytes, command }) => [path, bytes, command])).toEqual([
    ['deployment.json', 2, 'get deployment.json'],
    ['logs/a.log', 8, 'get logs/a.log']
  ])
  expect(await readEvidence(dir, folder, 'logs/a.log')).toBe('one\ntwo\n')

  await writeFile(join(dir, folder, 'logs', 'a.log'), 'one\n')
  await rm(join(dir, folder, 'deployment.json'))
  expect((await listEvidence(dir, recorded(folder, 'another')))[0]?.problems).toEqual([
    'Its manifest is not what the record says.',
    'deployment.json is missing.',
    'logs/a.log was changed.'
  ])
  expect((await listEvidence(dir, new Map()))[0]?.problems[0]).toBe('No record of this journal vouches for it.')
})

it.each(['../secret', 'manifest.json', 'logs/../../x'])(
  'hands out nothing but what its manifest names: %s',
  async (path) => {
    const { folder } = await writeEvidence(dir, about, { files: [], leftOut: [] })
    await expect(readEvidence(dir, folder, path)).rejects.toThrow('no such file')
    await expect(readEvidence(dir, '..', path)).rejects.toThrow('no such file')
  }
)

it('does not follow a link that was put in the place of a file', async () => {
  const collected = await collectEvidence([source('deployment.json', () => '{}')], 1_000)
  const { folder, sha256 } = await writeEvidence(dir, about, collected)
  await writeFile(join(dir, '..', 'secret'), 'secret')
  await rm(join(dir, folder, 'deployment.json'))
  await symlink(join(dir, '..', 'secret'), join(dir, folder, 'deployment.json'))
  await expect(readEvidence(dir, folder, 'deployment.json')).rejects.toThrow('no such file')
  expect((await listEvidence(dir, recorded(folder, sha256)))[0]?.problems).toEqual(['deployment.json is missing.'])
})

it('ends when its time is over, and names what it has not read by then', async () => {
  const never = (): Promise<string> => new Promise(() => undefined)
  const sources = [
    source('deployment.json', () => '{}'),
    ...['a', 'b', 'c', 'd'].map((name) => source(`logs/${name}.log`, never)),
    source('events.txt', () => 'late')
  ]
  const { files, leftOut } = await collectEvidence(sources, 50)
  expect(files.map(({ path }) => path)).toEqual(['deployment.json', 'events.txt'].slice(0, files.length))
  expect(leftOut).toEqual(expect.arrayContaining(['logs/a.log: there was no time for it.']))
  expect(files.length + leftOut.length).toBe(sources.length)
})

it('keeps the end of what is too long, and goes on without what cannot be read', async () => {
  const { files, leftOut } = await collectEvidence(
    [
      source('logs/long.log', () => `${'x'.repeat(1_048_576)}end`),
      source('logs/gone.log', () => Promise.reject(new Error('pod not found.')))
    ],
    1_000
  )
  expect(files[0]?.text.endsWith('end')).toBe(true)
  expect(leftOut).toEqual(['logs/long.log: its first 3 characters.', 'logs/gone.log: pod not found.'])
})
