import { Worker } from 'node:worker_threads'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../src/contract/index.ts'
import type { PluginUse } from '../../src/main/connections/plugin-approvals.ts'
import { runExecPlugin } from '../../src/main/connections/auth/exec-plugin.ts'
import { lookAtFile } from '../../src/main/connections/auth/find-program.ts'
import { pluginBinding } from '../../src/main/connections/auth/plugin-binding.ts'
import type { Cluster, ExecConfig } from '../../src/main/connections/kubeconfig/model.ts'

const apiVersion = 'client.authentication.k8s.io/v1'
const cluster: Cluster = { name: 'c', server: 'https://cluster.example', insecure: false }
const runs = 60

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'swapped-programs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Swaps a file between two contents, as fast as it can, on a thread of its own; `pipe` puts a FIFO there too. */
const swapper = `
const { parentPort, workerData: { path, honest, hostile, how } } = require('node:worker_threads')
const fs = require('node:fs')
const { execFileSync } = require('node:child_process')
if (how === 'pipe') execFileSync('mkfifo', [path + '.pipe'])
let turn = 0
const step = () => {
  for (let index = 0; index < 20; index += 1) {
    turn += 1
    const content = turn % 2 === 0 ? honest : hostile
    if (how === 'write') fs.writeFileSync(path, content)
    else if (how === 'pipe' && turn % 3 === 0) {
      fs.linkSync(path + '.pipe', path + '.next')
      fs.renameSync(path + '.next', path)
    } else {
      fs.writeFileSync(path + '.next', content, { mode: 0o755 })
      fs.renameSync(path + '.next', path)
    }
  }
  setImmediate(step)
}
step()
`

describe.skipIf(process.platform === 'win32')('a program that is swapped all the time', () => {
  it.each(['rename', 'write', 'pipe'])(
    `never runs as another one in ${runs} tries, by %s`,
    async (how) => {
      const path = join(folder, 'plugin')
      const script = (mark: string): string =>
        `#!/bin/sh\necho ${mark} >> ${folder}/ran\necho '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: mark } })}'\n`
      const [honest, hostile] = [script('honest'), script('hostile')]
      await writeFile(path, honest)
      await chmod(path, 0o755)
      const exec: ExecConfig = {
        apiVersion,
        command: path,
        args: [],
        env: [],
        installHint: '',
        provideClusterInfo: false,
        interactiveMode: ''
      }
      const approved = { path, ...(await lookAtFile(path)), binding: await pluginBinding(exec, cluster) }
      const worker = new Worker(swapper, { eval: true, workerData: { path, honest, hostile, how } })
      const ends = new Map<string, number>()
      try {
        for (let run = 0; run < runs; run += 1) {
          const end = await runExecPlugin({
            exec,
            cluster,
            env: { PATH: process.env['PATH'] },
            approvals: { isApproved: (use: PluginUse) => isDeepStrictEqual(use, approved) },
            abort: new AbortController().signal
          }).then(
            ({ token }) => token,
            (error: unknown) => (error instanceof FailureError ? error.failure.code : expect.fail(String(error)))
          )
          ends.set(end, (ends.get(end) ?? 0) + 1)
        }
      } finally {
        await worker.terminate()
      }
      expect([...ends.keys()].filter((end) => !['honest', 'refused', 'missing'].includes(end))).toEqual([])
      expect(ends.get('refused') ?? 0).toBeGreaterThan(0)
      expect(await readFile(join(folder, 'ran'), 'utf8').catch(() => '')).not.toContain('hostile')
    },
    120_000
  )
})
