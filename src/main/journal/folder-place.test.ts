import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { unfitPlace, type PlaceSystem } from './folder-place.ts'
import { openJournal } from './open-journal.ts'

function system(answers: Partial<PlaceSystem>): PlaceSystem {
  return {
    platform: 'linux',
    realpath: async (path) => path,
    fileSystemType: async () => 0xef53,
    exists: async () => false,
    owner: async () => null,
    mounts: async () => '',
    ...answers
  }
}

describe('a place for the journal', () => {
  it.each([
    ['ext4', 0xef53, undefined],
    ['xfs', 0x5846_5342, undefined],
    ['btrfs', 0x9123_683e, undefined],
    ['an overlay of a container', 0x794c_7630, undefined],
    ['NFS', 0x6969, /network/],
    ['SMB, as a signed number', 0xfe53_4d42 | 0, /network/],
    ['9p', 0x0102_1997, /network/],
    ['FUSE', 0x6573_5546, /FUSE/],
    ['tmpfs', 0x0102_1994, /memory/]
  ])('on Linux, %s', async (_name, type, reason) => {
    const found = await unfitPlace('/home/ann/journal', system({ fileSystemType: async () => type }))
    if (reason === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(reason)
  })

  it.each([
    ['nobody else', 0o755, undefined],
    ['everybody', 0o777, /other users may write to \/home\/ann and put/],
    ['a group', 0o775, /other users may write/],
    ['everybody, each what is their own', 0o1777, undefined]
  ])('below a folder that %s may write to', async (_who, mode, reason) => {
    const owner = async (path: string) => ({ uid: 7, mode: path === '/home/ann' ? mode : 0o755 })
    const found = await unfitPlace('/home/ann/notes/journal', system({ owner }))
    if (reason === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(reason)
  })

  it('is taken where the system does not say what it is', async () => {
    const silent = {
      fileSystemType: () => Promise.reject(new Error('ENOSYS')),
      realpath: () => Promise.reject(new Error())
    }
    expect(await unfitPlace('/x', system(silent))).toBeUndefined()
  })

  const mounts = [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)',
    '//ann@nas/home on /Volumes/home (smbfs, nodev, nosuid, mounted by ann)',
    'drive on /Volumes/with space (macfuse, nodev)'
  ].join('\n')
  it.each([
    ['/Users/ann/journal', undefined],
    ['/Volumes/home/journal', /network/],
    ['/Volumes/homely/journal', undefined],
    ['/Volumes/with space/journal', /FUSE/],
    ['/Users/ann/Library/Mobile Documents/journal', /iCloud/],
    ['/Users/ann/Library/CloudStorage/Box-Box/journal', /cloud service/]
  ])('on macOS, %s', async (dir, reason) => {
    const found = await unfitPlace(dir, system({ platform: 'darwin', mounts: async () => mounts }))
    if (reason === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(reason)
  })

  it.each([
    ['C:\\Users\\ann\\journal', 'C:\\Users\\ann\\journal', undefined],
    ['a mapped drive', '\\\\nas\\home\\journal', /network/],
    ['a long path', '\\\\?\\C:\\Users\\ann\\journal', undefined],
    ['a share as a long path', '\\\\?\\UNC\\nas\\home\\journal', /network/],
    ['OneDrive of a company', 'C:\\Users\\ann\\OneDrive - Example\\journal', /OneDrive/]
  ])('on Windows, %s', async (_name, real, reason) => {
    const found = await unfitPlace('H:\\journal', system({ platform: 'win32', realpath: async () => real }))
    if (reason === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(reason)
  })

  it.each([
    ['/home/ann/Sync/.stfolder', 'Syncthing'],
    ['/home/ann/Sync/deep/.dropbox.cache', 'Dropbox']
  ])('is not below a folder with %s', async (mark, service) => {
    const exists = async (path: string) => path === mark
    expect(await unfitPlace('/home/ann/Sync/deep/journal', system({ exists }))).toContain(service)
    expect(await unfitPlace('/home/ann/other', system({ exists }))).toBeUndefined()
  })
})

describe('a journal in memory', () => {
  let dir = ''
  afterEach(() => rm(dir, { recursive: true, force: true }))
  const memory = '/dev/shm'

  it.skipIf(!existsSync(memory))(
    'is good for practice, refused for real work, and taken when that is said',
    async () => {
      dir = await mkdtemp(join(memory, 'backout-journal-'))
      const options = { dir, clock: { now: () => new Date(0) }, app: { version: '0' }, operator: 'x' }
      const journal = await openJournal(options)
      const told: string[] = []
      journal.onHealth(() => told.push(journal.health().state))
      await journal.append('note', { text: 'practice' })
      journal.setPurpose('real')
      expect(journal.health()).toMatchObject({
        state: 'unhealthy',
        path: dir,
        reason: expect.stringContaining('tmpfs'),
        remedy: expect.stringContaining('BACKOUT_JOURNAL_DIR')
      })
      await expect(journal.append('intent', {})).rejects.toMatchObject({
        failure: {
          message: expect.stringContaining(dir),
          remedy: expect.stringContaining('BACKOUT_JOURNAL_ANYWHERE=1')
        }
      })
      journal.setPurpose('practice')
      await journal.append('note', { text: 'practice' })
      expect(told).toEqual(['unhealthy', 'healthy'])
      await journal.close()

      const accepted = await openJournal({ ...options, anyPlace: true })
      accepted.setPurpose('real')
      await accepted.append('intent', { attemptId: 'a' })
      await accepted.close()
    }
  )

  it('is none on a disk, whatever it is for', async ({ skip }) => {
    dir = await mkdtemp(join(tmpdir(), 'backout-journal-'))
    if ((await unfitPlace(dir)) !== undefined) skip('the temporary folder is no disk')
    const journal = await openJournal({ dir, clock: { now: () => new Date(0) }, app: { version: '0' }, operator: 'x' })
    journal.setPurpose('real')
    expect(journal.health()).toMatchObject({ state: 'healthy' })
    await journal.close()
  })
})
