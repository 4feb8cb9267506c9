import { readdir, readFile } from 'node:fs/promises'

/**
 * Memory of a process and all its descendants as the kernel shares it out: the sum of the proportional set sizes
 * (`Pss` of /proc/PID/smaps_rollup), so that pages shared between Electron's processes count once. Linux only.
 *
 * @returns megabytes (10^6 bytes)
 */
export async function treePss(rootPid: number): Promise<number> {
  const sizes = await Promise.all((await descendants(rootPid)).map(pssOf))
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
  return (await pssOf(pid)) / 1e6
}

async function pssOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024
}
