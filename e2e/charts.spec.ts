import { expect, test } from './app.ts'
import { violations } from './axe.ts'
import { openIncident } from './open-incident.ts'

// Charts and what changed, by keys and in every theme. Which change is the cause is played in e2e/what-changed.test.ts.

test.setTimeout(120_000)

test('an incident is read off the charts and the changes, by keys', async ({ launch, drill }) => {
  const { window, electron } = await openIncident(launch, await drill({ scenario: 'bad-deploy', speed: 2, seed: 7 }))
  const broken: string[] = []
  window.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) broken.push(message.text())
  })

  await test.step('charts of an hour, then of six', async () => {
    await window.keyboard.press('g')
    const readout = window.getByTestId('chart-readout')
    await readout.waitFor()
    await window.getByRole('button', { name: '6 h' }).click()
    const errors = window.getByTestId('chart-errorRatio').getByRole('img')
    await expect(errors).toHaveAttribute('data-points', '121', { timeout: 40_000 })
    await expect(window.getByTestId('charts').locator('canvas')).toHaveCount(7)
    await expect(errors).toHaveAttribute('aria-label', /^Errors: From .* to .*, limit /)
    // What its pods may use: there they would be killed.
    const memory = window.getByTestId('chart-memory').getByRole('img')
    await expect(memory).toHaveAttribute('aria-label', /^Memory.*: From .* to .*, limit 512 MiB\.$/)
  })

  await test.step('the values at a time, by keys and by the pointer', async () => {
    const readout = window.getByTestId('chart-readout')
    await readout.focus()
    await window.keyboard.press('End')
    const newest = await readout.getAttribute('aria-valuetext')
    expect(newest).toMatch(/^\d\d:\d\d:\d\dZ: Errors .*P50 .*P95 .*P99 .*Requests .*Availability /)
    await window.keyboard.press('ArrowLeft')
    await expect(readout).not.toHaveAttribute('aria-valuetext', newest ?? '')
    const before = await readout.textContent()
    await window
      .getByTestId('chart-latency')
      .locator('.u-over')
      .hover({ position: { x: 200, y: 50 } })
    await expect(readout).not.toHaveText(before ?? '')
  })

  await test.step('the query as a command, and the marks in words', async () => {
    await window
      .getByTestId('chart-errorRatio')
      .getByRole('button', { name: /^Copy the query/ })
      .click()
    await expect
      .poll(() => electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toMatch(/kubectl --context operator get --raw '\/api\/v1\/namespaces\/.*query_range\?query=.*step=180'/)
    await expect(window.getByTestId('chart-marks')).toContainText(/First crossed a limit/)
    await expect(window.getByTestId('chart-marks')).toContainText(/Deployment .* by deploy-bot: revision/)
    expect(await violations(window)).toEqual([])
  })

  await test.step('what changed, the likeliest first said, its difference on enter', async () => {
    await window.keyboard.press('b')
    await expect(window.getByTestId('likeliest')).toContainText(/Likeliest: Deployment .* a release of this service\./)
    await window.keyboard.press('j')
    await window.keyboard.press('Enter')
    await expect(window.getByLabel(/^Difference of Deployment/)).toContainText('image:')
    await window.keyboard.press('c')
    await expect
      .poll(() => electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toMatch(/kubectl .* get deployment\/.* --show-managed-fields -o yaml/)
    expect(await violations(window)).toEqual([])
  })
  expect(broken).toEqual([])
})
