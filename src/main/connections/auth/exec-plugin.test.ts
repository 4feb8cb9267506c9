import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Cluster, ExecConfig } from '../kubeconfig/model.ts'
import type { PluginUse } from '../plugin-approvals.ts'
import { failureFrom } from '../testing/open-connection.ts'
import { runExecPlugin, type ExecPluginOptions } from './exec-plugin.ts'
import { lookAtFile } from './find-program.ts'
import { pluginBinding } from './plugin-binding.ts'

const apiVersion = 'client.authentication.k8s.io/v1'
const cluster: Cluster = { name: 'c', server: 'https://cluster.example', insecure: false, caData: 'Q0E=' }

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exec-plugin-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function plugin(script: string, more: Partial<ExecConfig> = {}): Promise<ExecPluginOptions> {
  const command = join(folder, 'plugin')
  await writeFile(command, `#!/bin/sh\n${script}\n`)
  await chmod(command, 0o755)
  const exec: ExecConfig = {
    apiVersion,
    command,
    args: [],
    env: [],
    installHint: '',
    provideClusterInfo: false,
    interactiveMode: '',
    ...more
  }
  return {
    exec,
    cluster,
    env: { PATH: process.env['PATH'] },
    approvals: { isApproved: () => true },
    abort: new AbortController().signal
  }
}

function credential(status: object): string {
  return `echo '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}'`
}

async function isRunning(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, 'utf8'))
  try {
    // A killed process may be waited for by nobody here: then it is a zombie, which runs nothing.
    return !(await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z ')
  } catch {
    return false
  }
}

describe.skipIf(process.platform === 'win32')('an exec plugin', () => {
  it('that cannot be run as a copy says that it is the folder for temporary files, and what helps', async () => {
    const options = await plugin(credential({ token: 't1' }))
    const gone = join(folder, 'gone')
    vi.stubEnv('TMPDIR', gone)
    onTestFinished(() => void vi.unstubAllEnvs())
    const failure = await failureFrom(runExecPlugin(options))
    expect(failure.message).toBe(
      `The credential plugin ${folder}/plugin is run as a copy, which cannot be written to the folder for temporary files, ${gone} (ENOENT).`
    )
    expect(failure.remedy).toContain('Set TMPDIR')
  })

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'says of a folder for temporary files that is mounted noexec that nothing may run there',
    async ({ skip }) => {
      const mount = join(folder, 'noexec')
      await mkdir(mount)
      const { status } = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'noexec,size=1m', 'none', mount])
      if (status !== 0) skip('nothing can be mounted here')
      vi.stubEnv('TMPDIR', mount)
      try {
        const failure = await failureFrom(runExecPlugin(await plugin(credential({ token: 't1' }))))
        expect(failure.message).toBe(
          `The credential plugin ${folder}/plugin is run as a copy, and nothing may run in the folder for temporary files, ${mount} (it may be mounted noexec).`
        )
        expect(failure.remedy).toContain('Set TMPDIR')
        expect(await readdir(mount)).toEqual([])
      } finally {
        vi.unstubAllEnvs()
        spawnSync('/bin/umount', [mount])
      }
    }
  )

  it.each([
    ['/nowhere/to/be/found', 'what its first line names is not installed'],
    ['that-nobody-may-run', 'may not be run (EACCES), or what its first line names may not']
  ])('does not blame the copy for an interpreter %s', async (interpreter, why) => {
    const options = await plugin('true')
    await writeFile(join(folder, 'that-nobody-may-run'), '', { mode: 0o600 })
    await writeFile(join(folder, 'plugin'), `#!${resolve(folder, interpreter)}\n`)
    const { message } = await failureFrom(runExecPlugin(options))
    expect(message).toContain(`${folder}/plugin `)
    expect(message).toContain(why)
    expect(message).not.toContain('backout-program-')
  })

  it('gives a token and hears which cluster it is for', async () => {
    const options = await plugin(
      `printf %s "$KUBERNETES_EXEC_INFO" > ${folder}/info; printf '%s|%s' "$1" "$EXTRA" > ${folder}/args; ${credential({ token: 't1', expirationTimestamp: '2030-01-01T00:00:00Z' })}`,
      {
        args: ['get token'],
        env: [{ name: 'EXTRA', value: 'x' }],
        provideClusterInfo: true
      }
    )
    expect(await runExecPlugin(options)).toEqual({
      token: 't1',
      cert: '',
      key: '',
      expiresMs: Date.parse('2030-01-01T00:00:00Z')
    })
    expect(JSON.parse(await readFile(join(folder, 'info'), 'utf8'))).toEqual({
      apiVersion,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: { server: 'https://cluster.example', 'certificate-authority-data': 'Q0E=', config: null }
      }
    })
    expect(await readFile(join(folder, 'args'), 'utf8')).toBe('get token|x')
  })

  it('hears what the cluster has for it, and how to reach it', async () => {
    const options = await plugin(`printf %s "$KUBERNETES_EXEC_INFO" > ${folder}/info; ${credential({ token: 't1' })}`, {
      provideClusterInfo: true
    })
    const config = { audience: '06e3fbd18de8', port: 6443, deep: { on: [true, null] } }
    const more = { execConfig: JSON.stringify(config), disableCompression: true, tlsServerName: 'inner' } as const
    await runExecPlugin({ ...options, cluster: { ...cluster, ...more } })
    expect(JSON.parse(await readFile(join(folder, 'info'), 'utf8'))).toMatchObject({
      spec: { cluster: { config, 'disable-compression': true, 'tls-server-name': 'inner' } }
    })
  })

  it('is not run until exactly this file has been approved', async () => {
    const options = await plugin(`touch ${folder}/ran; ${credential({ token: 't' })}`)
    const { sha256 } = await lookAtFile(options.exec.command)
    const binding = await pluginBinding(options.exec, cluster)
    const path = options.exec.command
    const approvals = {
      isApproved: (use: PluginUse) => isDeepStrictEqual(use, { path, real: path, sha256, binding })
    }
    expect((await runExecPlugin({ ...options, approvals })).token).toBe('t')
    await rm(join(folder, 'ran'))
    const changed = await plugin(`touch ${folder}/ran; echo changed`)
    const failure = await failureFrom(runExecPlugin({ ...changed, approvals }))
    expect(failure.code).toBe('refused')
    expect(failure.message).toContain((await lookAtFile(path)).sha256)
    await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT')
  })

  it('names the fix when it is missing', async () => {
    const options = await plugin('')
    const missing = (exec: Partial<ExecConfig>) =>
      failureFrom(runExecPlugin({ ...options, exec: { ...options.exec, ...exec } }))
    expect(await missing({ command: 'kubelogin-that-is-not-there', installHint: 'Run make login.' })).toMatchObject({
      code: 'missing',
      remedy: 'Run make login.'
    })
    expect(await missing({ command: '/nowhere/plugin' })).toMatchObject({
      code: 'missing',
      remedy: expect.stringContaining('Install')
    })
  })

  it('is found on PATH', async () => {
    const options = await plugin(credential({ token: 'p' }))
    expect(
      (
        await runExecPlugin({
          ...options,
          exec: { ...options.exec, command: 'plugin' },
          env: { PATH: `/bin:${folder}` }
        })
      ).token
    ).toBe('p')
  })

  it('is killed with everything it started when it does not end', async () => {
    const options = await plugin(`sleep 300 & echo $! > ${folder}/pid; wait`)
    const failure = await failureFrom(runExecPlugin({ ...options, timeoutMs: 500 }))
    expect(failure).toMatchObject({ code: 'timeout', message: expect.stringContaining('was killed') })
    await expect.poll(() => isRunning(join(folder, 'pid'))).toBe(false)
  })

  it.runIf(process.platform === 'linux').each([
    ['a session of its own', 'setsid sleep 300 & echo $! > PID; wait'],
    ['a session of its own, twice forked', '(setsid sh -c "sleep 300 & echo \\$! > PID" &) ; sleep 300'],
    ['a group of its own without the mark', 'bash -c "set -m; env -i sleep 300 & echo \\$! > PID; wait"']
  ])('is killed with what has left its group: %s', async (_what, script) => {
    const pid = join(folder, 'pid')
    const options = await plugin(script.replaceAll('PID', pid))
    const running = failureFrom(runExecPlugin({ ...options, timeoutMs: 1_500 }))
    await expect.poll(() => readFile(pid, 'utf8').catch(() => '')).not.toBe('')
    expect(await isRunning(pid)).toBe(true)
    expect((await running).code).toBe('timeout')
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('that asks the person for something has the time that this takes, and is heard meanwhile', async () => {
    const heard: (readonly string[] | null)[] = []
    const page = 'https://microsoft.com/devicelogin'
    const options = await plugin(
      `printf 'To sign in, open ${page} and enter ABCD-EFGH (not hunter22)\\n' >&2; sleep 1.5; ${credential({ token: 'd' })}`
    )
    const onSaid: ExecPluginOptions['onSaid'] = (said) => heard.push(said && said.lines)
    const { token } = await runExecPlugin({ ...options, timeoutMs: 500, secrets: ['hunter22'], onSaid })
    expect(token).toBe('d')
    expect(heard).toEqual([[`To sign in, open ${page} and enter ABCD-EFGH (not [redacted])`], null])
  })

  it('that nobody answers is killed in the end, and what it said is told', async () => {
    const options = await plugin(`echo 'enter ABCD-EFGH' >&2; sleep 300 & echo $! > ${folder}/pid; wait`)
    const failure = await failureFrom(runExecPlugin({ ...options, timeoutMs: 300, talkingMs: 1_500 }))
    expect(failure).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/within 1\.5 s and was killed: enter ABCD-EFGH$/)
    })
    await expect.poll(() => isRunning(join(folder, 'pid'))).toBe(false)
  })

  it('that writes nothing but blank lines is no one who asks', async () => {
    const options = await plugin(`printf '\n \n' >&2; sleep 300 & wait`)
    const failure = await failureFrom(runExecPlugin({ ...options, timeoutMs: 500, talkingMs: 60_000 }))
    expect(failure.message).toContain('within 0.5 s')
  })

  it('is killed when it is cancelled', async () => {
    const abort = new AbortController()
    const options = await plugin(`sleep 300 & echo $! > ${folder}/pid; wait`)
    const running = failureFrom(runExecPlugin({ ...options, abort: abort.signal }))
    await expect.poll(() => readFile(join(folder, 'pid'), 'utf8').catch(() => '')).not.toBe('')
    abort.abort()
    expect((await running).code).toBe('cancelled')
    await expect.poll(() => isRunning(join(folder, 'pid'))).toBe(false)
  })

  it.each([
    ['writes without end', 'yes', 'more than 1 MiB'],
    ['writes no JSON', 'echo hello', 'not JSON'],
    ['writes another kind', 'echo \'{"kind":"Pod"}\'', 'not an ExecCredential'],
    [
      'answers in another version',
      `echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'`,
      'another apiVersion'
    ],
    ['gives nothing', credential({}), 'neither a token'],
    ['gives half a certificate', credential({ clientCertificateData: 'x' }), 'half'],
    ['gives a time that is none', credential({ token: 't', expirationTimestamp: 'soon' }), 'not a time']
  ])('is refused when it %s', async (_, script, why) => {
    const failure = await failureFrom(runExecPlugin(await plugin(script)))
    expect(failure).toMatchObject({ code: 'unauthorized', message: expect.stringContaining(why) })
  })

  it('shows what it complained about without what looks like a credential', async () => {
    const secret = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJvcCJ9.c2lnbmF0dXJl'
    const failure = await failureFrom(runExecPlugin(await plugin(`echo "login required ${secret}" >&2; exit 3`)))
    expect(failure.message).toContain('ended with 3: login required [redacted]')
    expect(failure.message).not.toContain('eyJ')
  })

  it('is refused when it needs a terminal or an old version', async () => {
    expect(await failureFrom(runExecPlugin(await plugin('', { interactiveMode: 'Always' })))).toMatchObject({
      code: 'refused'
    })
    const old = await plugin('', { apiVersion: 'client.authentication.k8s.io/v1alpha1' })
    expect(await failureFrom(runExecPlugin(old))).toMatchObject({ code: 'badInput' })
  })
})
