import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { hasBench, openBench } from './bench.ts'
import { processesOf } from './processes-of.ts'

const listening = '0A'
/** How the kernel writes 127.0.0.1 (little-endian), as IPv4 and mapped into IPv6. */
const loopback = ['0100007F', '0000000000000000FFFF00000100007F', '00000000000000000000000001000000']

describe.skipIf(!hasBench)('the control plane', () => {
  let bench: Bench

  beforeAll(async () => {
    bench = await openBench()
  })

  test('starts in less than 30 s', () => {
    expect(bench.readySeconds).toBeLessThan(30)
  })

  test.skipIf(process.platform !== 'linux')('listens on loopback only', () => {
    const owners = processesOf(bench.folder).map((line) => Number.parseInt(line, 10))
    expect(owners.length).toBeGreaterThan(6)
    const addresses = owners.flatMap(listenersOf)
    expect(addresses.length).toBeGreaterThan(6)
    expect(addresses.filter((address) => !loopback.includes(address))).toEqual([])
  })

  test.each([
    { user: 'admin', get: 'yes', patch: 'yes', remove: 'yes' },
    { user: 'operator', get: 'yes', patch: 'yes', remove: 'no' },
    { user: 'viewer', get: 'yes', patch: 'no', remove: 'no' }
  ])('gives the $user a kubeconfig with the rights of one', async ({ user, get, patch, remove }) => {
    const ask = (verb: string): Promise<string> => canI(bench, user, verb)
    expect(await Promise.all(['get', 'patch', 'delete'].map(ask))).toEqual([get, patch, remove])
  })
})

function canI({ kube, kubeconfigs }: Bench, user: string, verb: string): Promise<string> {
  const args = ['kubectl', `--kubeconfig=${kubeconfigs[user] ?? ''}`, 'auth', 'can-i', verb, 'deployments']
  return new Promise((resolve) => {
    // kubectl exits with 1 when the answer is no.
    execFile(kube, [...args, '-n', 'default'], (_error, stdout, stderr) => resolve(stdout.trim() || stderr))
  })
}

/** Addresses that a process listens on, in the kernel's hexadecimal; none once it is gone, as a kubectl of a test may be. */
function listenersOf(pid: number): readonly string[] {
  try {
    const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)))
    return ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode]) => state === listening && sockets.has(`socket:[${inode}]`))
        .map(([, local = '']) => local.split(':')[0] ?? '')
    )
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Empty for a descriptor that was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error)) return ''
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
}
