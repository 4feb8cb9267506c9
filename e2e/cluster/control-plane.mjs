import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { say } from '../../scripts/setup/say.mjs'
import { ensureBinaries } from './build.mjs'
import { watchForEnd } from './ending.mjs'
import { createPrograms, isAlive } from './programs.mjs'
import { createReadiness } from './readiness.mjs'
import { startPrograms } from './start-programs.mjs'

/** @typedef {Awaited<ReturnType<typeof startControlPlane>>} ControlPlane */
/** @typedef {Pick<Parameters<typeof startPrograms>[0], 'scrape'>} Extension what serves users in place of the stand-in */

/** Its process's id follows, then random letters. */
const folderPrefix = 'backout-cluster-'

/**
 * Runs a body with a control plane of its own, which ends with the body. A signal, and the death of the process that
 * started us, end both, also while it is starting.
 *
 * @template T
 * @param {(cluster: ControlPlane, end: ReturnType<typeof watchForEnd>) => Promise<T>} body
 * @param {Extension} [extension]
 * @returns {Promise<T | undefined>} undefined when the end came before the body's
 */
export async function withControlPlane(body, extension) {
  const end = watchForEnd()
  try {
    const cluster = await startControlPlane(end.abort, extension)
    try {
      return await Promise.race([body(cluster, end), end.asked.then(() => undefined)])
    } finally {
      await cluster.stop()
    }
  } catch (error) {
    if (!end.abort.aborted) throw error
    return undefined
  } finally {
    end.close()
  }
}

/**
 * A real control plane on loopback: etcd, kube-apiserver, controllers, scheduler, KWOK for nodes and pods, Flagger, the
 * Istio CRDs, Prometheus, and a mesh stand-in that turns the live VirtualServices and pods into Istio's metrics.
 *
 * @param {AbortSignal} [abort] calls the start off, and the build before it
 * @param {Extension} [extension]
 * @throws {Trouble} when a program does not start, with the last lines of its log; nothing is left running
 */
export async function startControlPlane(abort, extension = {}) {
  const bin = await ensureBinaries(abort)
  const startedAt = performance.now()
  await removeAbandoned()
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  const logs = join(folder, 'logs')
  await mkdir(logs)
  const programs = createPrograms(logs)
  /** @type {(() => unknown)[]} */
  const closers = []
  const stop = async () => {
    for (const close of closers.toReversed()) await close()
    await programs.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const until = createReadiness(programs, abort)
    const cluster = await startPrograms({ bin, folder, programs, closers, until, ...extension })
    const readySeconds = (performance.now() - startedAt) / 1_000
    say(`the control plane is ready after ${readySeconds.toFixed(1)} s`)
    return { ...cluster, folder, logs, programs, until, readySeconds, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Removes the files of control planes whose process was killed: its programs died with it, and nobody else cleans up. */
async function removeAbandoned() {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^backout-cluster-(\d+)-/.exec(name) ?? []
    if (pid === undefined || isAlive(Number(pid))) continue
    // Those of another user stay.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}
