import { execFile } from 'node:child_process'
import { access, realpath, stat, statfs } from 'node:fs/promises'
import { posix, win32 } from 'node:path'
import { promisify } from 'node:util'

/** What of the operating system tells where a folder really is, so that every answer can be tried. */
export interface PlaceSystem {
  readonly platform: NodeJS.Platform
  /** With links and mapped drives resolved. */
  realpath(path: string): Promise<string>
  /** `f_type` of statfs(2). */
  fileSystemType(path: string): Promise<number>
  exists(path: string): Promise<boolean>
  /** Owner and mode of a folder; null where the system has no such thing. */
  owner(path: string): Promise<{ readonly uid: number; readonly mode: number } | null>
  /** What mount(8) prints. */
  mounts(): Promise<string>
}

/** Milliseconds after which macOS is not asked any longer which file systems are mounted. */
const mountsMs = 2_000

export const placeSystem: PlaceSystem = {
  platform: process.platform,
  realpath: (path) => realpath(path),
  fileSystemType: async (path) => (await statfs(path)).type,
  exists: (path) =>
    access(path).then(
      () => true,
      () => false
    ),
  owner: async (path) => (process.getuid === undefined ? null : stat(path)),
  mounts: async () => (await promisify(execFile)('/sbin/mount', { timeout: mountsMs })).stdout
}

const network = 'it is on a network file system, where a sync does not reach a disk and locks may not hold'
const fuse = 'it is on a FUSE file system, which may keep what was synced in memory'
const memory = 'it is in memory (tmpfs): everything in it is gone when the computer stops'

/** Linux include/uapi/linux/magic.h; fs/smb/client/cifsfs.c, fs/ocfs2, fs/gfs2, Lustre lustre_user.h for the rest. */
const linuxTypes: ReadonlyMap<number, string> = new Map([
  [0x0000_6969, network], // NFS
  [0x0000_517b, network], // SMB
  [0xff53_4d42, network], // CIFS
  [0xfe53_4d42, network], // SMB2
  [0x0102_1997, network], // 9p: virtual machines, WSL drives
  [0x00c3_6400, network], // Ceph
  [0x5346_414f, network], // AFS
  [0x6b41_4653, network], // kAFS
  [0x7375_7245, network], // Coda
  [0x7461_636f, network], // OCFS2
  [0x0116_1970, network], // GFS2
  [0x0bd0_0bd0, network], // Lustre
  [0x786f_4256, network], // VirtualBox shared folders
  [0x6573_5546, fuse],
  [0x0102_1994, memory],
  [0x8584_58f6, memory] // ramfs
])

const macTypes: readonly (readonly [RegExp, string])[] = [
  [/^(smbfs|nfs|afpfs|webdav|ftp|cifs)$/, network],
  [/fuse/, fuse],
  [/^tmpfs$/, memory]
]

/** Files that services leave in the folder that they copy elsewhere. */
const syncMarks: readonly (readonly [string, string])[] = [
  ['.dropbox.cache', 'Dropbox'],
  ['.stfolder', 'Syncthing'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.owncloudsync.log', 'ownCloud'],
  ['.849C9593-D756-4E56-8D6E-42412F2A707B', 'OneDrive'],
  ['.tmp.drivedownload', 'Google Drive']
]

/** Folders that are synchronized by what they are called. */
const syncPaths: readonly (readonly [RegExp, string])[] = [
  [/\/Library\/Mobile Documents(\/|$)/, 'iCloud Drive'],
  [/\/Library\/CloudStorage\/([A-Za-z]+)/, 'a cloud service'],
  [/[\\/]OneDrive( - [^\\/]+)?([\\/]|$)/, 'OneDrive']
]

/**
 * Why a folder is no place for a journal: what was synced there may be lost, or turn up twice. Undefined when nothing
 * speaks against it, or when the system does not say.
 */
export async function unfitPlace(dir: string, system: PlaceSystem = placeSystem): Promise<string | undefined> {
  const real = await system.realpath(dir).catch(() => dir)
  return (
    (await unfitFileSystem(real, system).catch(() => undefined)) ??
    (await synchronized(real, system)) ??
    (await replaceable(real, system))
  )
}

/** Group and others may write (chmod(1)); with the sticky bit only to what is their own. */
const [writableByOthers, sticky] = [0o022, 0o1000]

/** Whoever may write to a folder on the way may put another one in the place of what is in it. */
async function replaceable(dir: string, system: PlaceSystem): Promise<string | undefined> {
  for (let folder = posix.dirname(dir); system.platform !== 'win32'; folder = posix.dirname(folder)) {
    const found = await system.owner(folder).catch(() => null)
    if (found && (found.mode & writableByOthers) !== 0 && (found.mode & sticky) === 0)
      return `other users may write to ${folder} and put another folder in its place`
    if (posix.dirname(folder) === folder) return undefined
  }
  return undefined
}

async function unfitFileSystem(dir: string, system: PlaceSystem): Promise<string | undefined> {
  if (system.platform === 'win32') return /^\\\\(?!\?\\[A-Za-z]:|\.\\)/.test(dir) ? network : undefined
  if (system.platform === 'darwin') return macFileSystem(dir, await system.mounts())
  return linuxTypes.get((await system.fileSystemType(dir)) >>> 0)
}

/** `SOURCE on /mount/point (type, options)`; the longest mount point that leads to the folder is the one it is on. */
function macFileSystem(dir: string, mounts: string): string | undefined {
  const found = mounts
    .split('\n')
    .flatMap((line) => {
      const match = /^.* on (\/.*) \((\w+)[,)]/.exec(line)
      return match?.[1] !== undefined && match[2] !== undefined ? [{ point: match[1], type: match[2] }] : []
    })
    .filter(({ point }) => point === '/' || dir === point || dir.startsWith(`${point}/`))
    .sort((a, b) => b.point.length - a.point.length)[0]
  return macTypes.find(([pattern]) => found !== undefined && pattern.test(found.type))?.[1]
}

async function synchronized(dir: string, system: PlaceSystem): Promise<string | undefined> {
  const because = (service: string) => `it is synchronized by ${service}, which may put another computer's files there`
  const named = syncPaths.find(([pattern]) => pattern.test(dir))
  if (named) return because(named[1])
  const paths = system.platform === 'win32' ? win32 : posix
  for (let folder = dir; ; folder = paths.dirname(folder)) {
    for (const [mark, service] of syncMarks) {
      if (await system.exists(paths.join(folder, mark))) return because(service)
    }
    if (paths.dirname(folder) === folder) return undefined
  }
}
