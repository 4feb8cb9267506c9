import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { ConnectionView } from '../../contract/index.ts'
import { kubeconfigFor } from '../connections/testing/tls-server.ts'
import { connectionsStage, contact } from './testing/connections-stage.ts'

const stage = connectionsStage()

describe.skipIf(process.platform === 'win32')('a credential plugin', () => {
  const apiVersion = 'client.authentication.k8s.io/v1'

  async function install(token: string): Promise<void> {
    const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } })
    await writeFile(join(stage.folder, 'plugin'), `#!/bin/sh\necho '${answer}'\n`)
    await chmod(join(stage.folder, 'plugin'), 0o755)
  }

  async function imported(): Promise<ConnectionView> {
    const exec = { apiVersion, command: 'plugin', args: ['--client-secret', 'hunter22'] }
    return await stage.pasted(kubeconfigFor(stage.server, { exec }))
  }

  const plugin = () => stage.shell().connections[0]?.contexts[0]?.exec ?? expect.fail('no plugin')
  const test = (connectionId: string) => stage.backout.request('connection.test', { connectionId, context: 'test' })
  const approve = (connectionId: string, sha256: string) =>
    stage.backout.request('connection.approveExec', { connectionId, context: 'test', sha256 })

  it('may be installed after the import', async () => {
    const { id } = await imported()
    expect(plugin()).toMatchObject({ path: '', fix: expect.stringContaining('Install plugin') })
    await install('plugin-token')
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(plugin()).toMatchObject({ path: join(stage.folder, 'plugin'), approved: false })
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: true })
    expect(stage.questions.at(-1)?.detail).toContain(`${join(stage.folder, 'plugin')} --client-secret [hidden]`)
    expect(await test(id)).toMatchObject({ ok: true })
    expect(stage.tokensSent()).toEqual(['plugin-token'])
    expect(JSON.stringify([stage.questions, stage.saved, stage.feeds.value('record')])).not.toContain('hunter22')
  })

  it('is asked about again when it has changed, with both hashes', async () => {
    await install('first-token')
    const { id } = await imported()
    await approve(id, plugin().sha256)
    const before = plugin().sha256
    await install('second-token')
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(stage.tokensSent()).toEqual([])
    expect(plugin()).toMatchObject({ approved: false, approvedSha256: before })
    expect(plugin().sha256).not.toBe(before)
    expect(await approve(id, before)).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: true })
    expect(stage.questions.at(-1)?.detail).toContain(before)
    expect(await test(id)).toMatchObject({ ok: true })
  })

  it('that hangs is given up when the operator says so, and ended', async () => {
    await writeFile(join(stage.folder, 'plugin'), `#!/bin/sh\necho $$ > ${stage.folder}/pid\nexec /bin/sleep 300\n`)
    await chmod(join(stage.folder, 'plugin'), 0o755)
    const { id } = await imported()
    await approve(id, plugin().sha256)
    for (const opening of [
      () => test(id),
      () =>
        stage.backout.request('environment.open', { connectionId: id, context: 'test', name: 'slow', kind: 'staging' })
    ]) {
      await rm(join(stage.folder, 'pid'), { force: true })
      const answer = opening()
      const pid = await vi.waitFor(
        async () => Number(await readFile(join(stage.folder, 'pid'), 'utf8')) || expect.fail()
      )
      expect(stage.shell().busy).toMatchObject({ canStop: true })
      await stage.ask('environment.stopWaiting', {})
      expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
      expect(stage.shell().busy).toBeNull()
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
    }
  })

  it('that is an interpreter is approved with its arguments', async () => {
    await symlink('/bin/sh', join(stage.folder, 'sh'))
    const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: 'from-a-script' } })
    const withScript = (script: string) =>
      kubeconfigFor(stage.server, { exec: { apiVersion, command: 'sh', args: ['-c', script] } })
    const { id } = await stage.pasted(withScript(`echo '${answer}'`))
    await approve(id, plugin().sha256)
    expect(await test(id)).toMatchObject({ ok: true })
    await stage.ask('connection.importText', { replaces: id, text: withScript(`echo '${answer}' # and more`) })
    expect(plugin()).toMatchObject({ approved: false })
    expect(plugin().approvedSha256).toBeUndefined()
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('is heard in the window while it waits for the person, and the waiting can be ended', async () => {
    await writeFile(
      join(stage.folder, 'plugin'),
      `#!/bin/sh\necho 'open https://login.example/device and enter ABCD-EFGH for hunter22' >&2\nexec /bin/sleep 300\n`
    )
    await chmod(join(stage.folder, 'plugin'), 0o755)
    const { id } = await imported()
    await approve(id, plugin().sha256)
    const answer = test(id)
    const signIn = await stage.feeds.until('what it says', 10_000, ({ shell: { signIn: said } }) => said ?? undefined)
    expect(signIn).toMatchObject({
      program: join(stage.folder, 'plugin'),
      lines: ['open https://login.example/device and enter ABCD-EFGH for [redacted]']
    })
    await stage.ask('environment.stopWaiting', {})
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(stage.shell().signIn).toBeNull()
    expect(JSON.stringify([stage.saved, stage.feeds.value('record')])).not.toContain('ABCD-EFGH')
  })

  it('runs only when somebody agreed outside the window', async () => {
    await install('first-token')
    const { id } = await imported()
    stage.agrees = false
    expect(await approve(id, plugin().sha256)).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })
})

describe('a program beside the kubeconfig', () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/login' }

  it('is run from its folder, once its path and hash were approved', async () => {
    await mkdir(join(stage.folder, 'bin'))
    const answer = JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', status: { token: 'beside' } })
    await writeFile(join(stage.folder, 'bin', 'login'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 })
    stage.chosenFile = join(stage.folder, 'chosen.yaml')
    await writeFile(stage.chosenFile, kubeconfigFor(stage.server, { exec }))
    const { id } = (await stage.ask('connection.importFile', {})) as ConnectionView
    const plugin = () => stage.shell().connections[0]?.contexts[0]?.exec ?? expect.fail('no plugin')
    expect(plugin()).toMatchObject({ path: join(stage.folder, 'bin', 'login'), approved: false })
    const test = () => stage.backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'refused' } })
    await stage.ask('connection.approveExec', { connectionId: id, context: 'test', sha256: plugin().sha256 })
    expect(stage.questions.at(-1)?.detail).toContain(join(stage.folder, 'bin', 'login'))
    expect(await test()).toMatchObject({ ok: true })
    expect(stage.tokensSent()).toEqual(['beside'])
  })

  it('is refused to pasted text, also in place of the file', async () => {
    const { id } = await stage.pasted(kubeconfigFor(stage.server, { exec }))
    const test = await stage.backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(test).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(stage.questions.map(({ title }) => title)).toEqual([contact])
  })
})
