import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { expect, test } from './app.ts'
import { startConnectProxy } from './connect-proxy.ts'
import type { Drill } from './drill.ts'
import { answerDialogs } from './native-dialogs.ts'
import { openIncident } from './open-incident.ts'
import { ConnectionsPage } from './pages/connections-page.ts'

// What may be agreed to only in the system's own dialogs, which a page that was taken over cannot press.

const [cancel, agree] = [0, 1]

test('a program that signs in and a proxy are used only after the system’s own dialog was agreed to', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 61 })
  const proxy = await startConnectProxy()
  const program = join(scratch, 'sign-in')
  const file = join(scratch, 'kubeconfig')
  const { text, token } = await throughProgramAndProxy(world, program, proxy.url)
  await writeProgram(program, token)
  await writeFile(file, text)

  const app = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock) } })
  const dialogs = await answerDialogs(app)
  const { window } = app
  const connections = new ConnectionsPage(app)
  await dialogs.choose(file)
  await connections.chooseFile()

  const open = window.getByRole('button', { name: 'Open drill' })
  for (const { id, button } of [
    { id: 'exec-approval', button: 'Approve this program' },
    { id: 'proxy-approval', button: 'Approve this proxy' }
  ]) {
    const notice = window.getByTestId(id)
    await expect(open).toBeDisabled()
    await dialogs.press(cancel)
    const before = (await dialogs.said()).length
    await window.getByRole('button', { name: button }).click()
    await expect.poll(async () => (await dialogs.said()).length).toBe(before + 1)
    await expect(notice).not.toContainText('approved.')
    await expect(open).toBeDisabled()
    await dialogs.press(agree)
    await window.getByRole('button', { name: button }).click()
    await expect(notice).toContainText('approved.')
  }
  const said = await dialogs.said()
  expect(said[0]).toBe('Open a kubeconfig')
  expect(said[1]).toMatch(
    new RegExp(
      `^Let this program run to sign in\\?\n${program} --quietly\n\nWhat it gives is sent to ${world.server} through ${proxy.url}\n\nSHA-256 [0-9a-f]{64}$`
    )
  )
  expect(said[3]).toContain(`${proxy.url}\n\nfor ${world.server}`)
  expect(proxy.asked, 'before it was opened').toEqual([])

  await connections.open({ name: 'prod-eu', kind: 'production' })
  await expect(window.getByTestId('service-row').first()).toBeVisible()
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(world.server).host]))
  await app.close()

  // A program that became another one is asked for again, in a new start too.
  await writeProgram(program, token, 'exit 1')
  const second = await launch()
  const changed = second.window.getByRole('main').getByTestId('exec-approval')
  await expect(changed).toContainText('The sign-in program has changed since you approved it.')
  await expect(changed).toContainText('Approved before: SHA-256')
  proxy.close()
})

test('the report is saved where the system’s own dialog says, and nowhere when it is cancelled', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'healthy', speed: 20, seed: 62 })
  const app = await openIncident(launch, world)
  const dialogs = await answerDialogs(app)
  await app.console.openTab('Report')
  const save = app.window.getByRole('button', { name: /^Save/ })
  await save.click()
  await expect.poll(dialogs.said).toEqual(['Save the report'])
  const file = join(scratch, 'report.md')
  await dialogs.choose(file)
  await save.click()
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('# Incident report: ')
  await app.console.openTab('Timeline')
  await expect(app.window.getByTestId('timeline').getByText('Report saved')).toHaveCount(1)
})

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: object }[]
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[]
}

/** The drill's kubeconfig with a program in place of the operator's token, and a proxy before its cluster. */
async function throughProgramAndProxy(world: Drill, command: string, proxyUrl: string) {
  const config = parse(await readFile(world.kubeconfig, 'utf8')) as Kubeconfig
  const token = config.users.find(({ name }) => name === 'operator')?.user.token ?? ''
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: ['--quietly'],
    interactiveMode: 'Never'
  }
  const text = stringify({
    ...config,
    clusters: config.clusters.map((each) => ({ ...each, cluster: { ...each.cluster, 'proxy-url': proxyUrl } })),
    users: config.users.map((each) => (each.name === 'operator' ? { ...each, user: { exec } } : each))
  })
  return { text, token }
}

async function writeProgram(path: string, token: string, ...before: readonly string[]): Promise<void> {
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token }
  }
  await writeFile(path, ['#!/bin/sh', ...before, `echo '${JSON.stringify(credential)}'`, ''].join('\n'))
  await chmod(path, 0o755)
}
