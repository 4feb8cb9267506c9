import { readdir, readFile } from 'node:fs/promises'

/**
 * Memory of a process and all its descendants as the kernel shares it out: the sum of the proportional set sizes
 * (`Pss` of /proc/PID/smaps_rollup), so that pages shared between Electron's processes count once. Linux only.
 *
 * @returns megabytes (10^6 bytes)
 */
export function treePss(rootPid: number): Promise<number> {
  return treeSize(rootPid, ['Pss'])
}

/**
 * What these processes alone have: `Private_Clean` and `Private_Dirty`. Less than their proportional sizes by what they share, and
 * the same whatever else on the machine shares the program with them. Linux only.
 *
 * @returns megabytes (10^6 bytes)
 */
export function treePrivate(rootPid: number): Promise<number> {
  return treeSize(rootPid, ['Private_Clean', 'Private_Dirty'])
}

async function treeSize(rootPid: number, fields: readonly string[]): Promise<number> {
  const sizes = await Promise.all((await descendants(rootPid)).map((pid) => sizeOf(pid, fields)))
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6
}

async function descendants(rootPid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)))
  const tree = [rootPid]
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  }
  return tree
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const found = /^PPid:\t(\d+)$/m.exec(status)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Of one process alone, megabytes (10^6 bytes). Linux only. */
export async function processPss(pid: number): Promise<number> {
  return (await sizeOf(pid, ['Pss'])) / 1e6
}

async function sizeOf(pid: number, fields: readonly string[]): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const sizes = fields.map((field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0))
  return sizes.reduce((sum, size) => sum + size, 0) * 1024
}
