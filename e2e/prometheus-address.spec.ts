import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { startMetricsGateway } from './metrics-gateway.ts'
import { answerDialogs } from './native-dialogs.ts'
import { readTruth } from './truth.ts'

test('numbers come by a port-forward, and from a Prometheus at an address of its own, whose token is in no file', async ({
  launch,
  drill,
  scratch
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 64 })
  let service = ''
  const wanted = { token: 'glsa_kept-apart-5f2c9d17', tenant: 'shop', behind: () => service }
  const gateway = await startMetricsGateway(world, wanted)
  const authorities = join(scratch, 'authorities.pem')
  await writeFile(authorities, gateway.ca)
  const { namespace, deployment } = await readTruth(world)
  const app = await launch({
    args: [
      '--kubeconfig',
      world.kubeconfig,
      '--context',
      'operator',
      '--namespace',
      namespace,
      '--deployment',
      deployment
    ],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock), SSL_CERT_FILE: authorities }
  })
  const { window } = app
  const dialogs = await answerDialogs(app)
  await app.console.verdict.waitFor({ timeout: 30_000 })

  const measured = window.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])')
  await expect(measured).toBeVisible({ timeout: 30_000 })
  // The other way to the same Prometheus takes one key, and is agreed to nowhere: it is the same.
  await window.keyboard.press('m')
  await app.console.openTab('Commands')
  await expect(app.console.log).toContainText(/port-forward pod\/\S+ 9090:\d+/, { timeout: 30_000 })
  await expect(measured).toBeVisible()
  await window.keyboard.press('F2')
  const form = window.getByTestId('connections')
  const summary = form.getByText(/^Prometheus: /)
  await expect(summary).toContainText(', set by you, by a port-forward; requests counted by Istio')
  await summary.click()
  await form.getByRole('button', { name: 'Use the service proxy' }).click()
  await expect(summary).toContainText(', through the service proxy')
  await summary.click()
  expect(await dialogs.said()).toEqual([])
  service = /^Prometheus: ([^,]+),/.exec((await summary.textContent()) ?? '')?.[1] ?? ''
  await summary.click()
  await form.getByLabel('Reached').selectOption('address')
  await form.getByRole('textbox', { name: 'Address' }).fill(`${gateway.url}/prometheus/`)
  await form.getByLabel('Signs in with').selectOption('bearer')
  await form.getByRole('textbox', { name: 'Token' }).fill(wanted.token)
  await form.getByRole('textbox', { name: 'Tenant' }).fill(wanted.tenant)
  const use = form.getByRole('button', { name: 'Use this address' })
  await use.click()
  await expect.poll(dialogs.said).toHaveLength(1)
  expect(gateway.requests, 'before it was agreed to').toEqual([])

  await dialogs.press(1)
  await form.getByRole('textbox', { name: 'Token' }).fill(wanted.token)
  await use.click()
  await expect(form.getByText(/^Prometheus: 127\.0\.0\.1:\d+\/prometheus, set by you/)).toBeVisible()
  expect((await dialogs.said()).at(-1)).toContain(`${gateway.url}/prometheus, with a bearer token, for tenant shop`)
  await window.keyboard.press('Escape')
  await expect(window.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])')).toBeVisible()
  await expect.poll(() => gateway.requests.length).toBeGreaterThan(4)
  expect(await readFile(join(app.profile, 'preferences.json'), 'utf8')).not.toContain(wanted.token)

  // It is there again after a restart, with the token from the keychain.
  await app.close()
  const before = gateway.requests.length
  const again = await launch({ env: { BACKOUT_CLOCK: JSON.stringify(world.clock), SSL_CERT_FILE: authorities } })
  await again.window.getByTestId('service-row').first().waitFor()
  await expect.poll(() => gateway.requests.length).toBeGreaterThan(before)
  await gateway.close()
})
