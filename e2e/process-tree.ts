import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process and all that it started, as far as they are still below it. Reads /proc. */
export function processTree(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid)
  return [pid, ...children.flatMap(processTree)]
}

/** Main, and the helpers that Electron runs JavaScript in. */
export function runsNode(pid: number): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return !line.includes('--type=') || line.includes('node.mojom.NodeService')
  } catch {
    return false
  }
}

function parentOf(pid: number): number | undefined {
  return Number(statusOf(pid).match(/^PPid:\s+(\d+)/m)?.[1])
}

/** Ended, and not waited for yet. */
export function isZombie(pid: number): boolean {
  return /^State:\s+Z/m.test(statusOf(pid))
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

/** TCP sockets in state LISTEN and bound UDP sockets of one process. */
export function listeningSockets(pid: number): string[] {
  const inodes = new Set(
    namesIn(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${name}`).match(/^socket:\[(\d+)\]$/)?.[1] ?? []
      } catch {
        return []
      }
    })
  )
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? '') && (table.startsWith('udp') || fields[3] === '0A'))
      .map((fields) => `${pid} ${table} ${fields[1]}`)
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
