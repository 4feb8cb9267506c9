import { expect, test } from './app.ts'
import { wear } from './axe.ts'
import { readFeed } from './pages/feeds.ts'

// A region is down, and the other one is switched off.

test.setTimeout(300_000)

test('the other region is enabled and proved before this one is disabled, the data last, by one approval', async ({
  launch
}) => {
  const { window, console: screen } = await launch({
    env: { BACKOUT_DRILL_ARGS: JSON.stringify(['--scenario', 'region-down', '--seed', '7']) }
  })
  await window.evaluate(() => globalThis.window.backout?.request('drill.start', { speed: 10 }))
  // The services themselves may be well: the list says that users do not get here.
  await expect(window.getByTestId('region-notice')).toContainText('does not answer, since', { timeout: 60_000 })
  await expect(window.getByTestId('trouble')).toContainText('a region does not answer')
  await window.screenshot({ path: 'test-results/region-list.png' })
  await window.getByTestId('service-row').first().getByRole('button').click()
  await screen.verdict.waitFor()
  const forms = window.getByTestId('plan-steps').getByTestId('step-forms')
  await expect(forms).toHaveCount(3, { timeout: 60_000 })
  await expect(screen.live).toContainText('Traffic Manager')
  // Who remembers what, by the profile's name and by the one that users type, and for how long.
  const front = screen.live.getByTestId('panel-region-front-www.shop.example.com')
  await expect(front).toContainText('www.shop.example.com, its zone')
  await expect(front).toContainText('remembered apart from it')
  await expect(screen.live.getByTestId('panel-region-names').getByRole('row')).toHaveCount(4)
  await expect(window.locator('body')).toContainText(/led by \S+, www\.shop\.example\.com/)
  await expect(screen.live.getByTestId('panel-region-data')).toContainText('does not answer')
  await expect(screen.live.getByTestId('panel-regions')).toContainText('Data gateway, own probe')
  await expect(screen.live.getByTestId('panel-region-names')).toContainText('of the zone')
  await expect(screen.verdict).toContainText('does not answer, and no other endpoint is enabled')
  await expect(window.getByTestId('step-instead')).toContainText('If the name goes dark, enable')
  await expect(window.getByTestId('warnings')).toContainText('Only Microsoft brings')

  // Which account the service writes to is the operator's to say, and to take back; it is the only one here.
  const ref = (await readFeed(window, 'service'))?.ref
  const said = await forms.last().textContent()
  const [account = ''] = /\/subscriptions\/\S+?\/databaseAccounts\/[\w-]+/i.exec(said ?? '') ?? []
  const choose = (value: string): Promise<unknown> =>
    window.evaluate((input) => globalThis.window.backout?.request('panel.choose', input), {
      ref,
      panel: 'region-data',
      value
    })
  expect(await choose(account.replace(/[0-9a-f-]{36}/, '00000000-0000-0000-0000-000000000000'))).toMatchObject({
    failure: { code: 'refused' }
  })
  expect(await choose(account)).toMatchObject({ ok: true })
  const data = screen.live.getByTestId('panel-region-data')
  await expect(data).toContainText('You said that the service writes to this account.', { timeout: 30_000 })
  await data.scrollIntoViewIfNeeded()
  await window.screenshot({ path: 'test-results/region-account.png' })
  await data.getByRole('button', { name: 'Forget what I said' }).click()
  await expect(data).not.toContainText('You said', { timeout: 30_000 })

  // The data is the operator's to leave out; that it stays is said, and it can be taken in again.
  await window.getByRole('button', { name: 'Leave the data as it is' }).click()
  await expect(forms).toHaveCount(2, { timeout: 30_000 })
  await expect(window.getByTestId('warnings')).toContainText('The data is left out')
  await window.screenshot({ path: 'test-results/region-failover-users.png' })
  await window.getByRole('button', { name: 'Move the data too' }).click()
  await expect(forms).toHaveCount(3, { timeout: 30_000 })
  for (const [width, height] of [
    [1280, 800],
    [1024, 700]
  ] as const)
    for (const theme of ['dark', 'light'] as const) {
      await window.setViewportSize({ width, height })
      await wear(window, theme)
      await window.screenshot({ path: `test-results/region-failover-${width}-${theme}.png` })
      await front.scrollIntoViewIfNeeded()
      await window.screenshot({ path: `test-results/region-names-${width}-${theme}.png` })
    }
  await forms.last().getByRole('button', { name: 'Copy' }).last().click()

  const approval = await screen.askForApproval()
  await expect(approval.dialog).toContainText('endpoint update')
  await expect(approval.dialog).toContainText('az cosmosdb offline-region')
  await expect(approval.dialog).toContainText('Only Microsoft brings')
  await approval.page.screenshot({ path: 'test-results/region-failover-approval.png' })
  const text = await approval.textToType()
  expect(text, 'it names what is lost').toMatch(/^offline \S.* cosmos-/)
  await approval.type(text)
  await approval.page.keyboard.press('Enter')
  await expect(screen.proved).toBeVisible({ timeout: 120_000 })
  await expect(window.getByText('Users of www.shop.example.com')).toBeVisible()
  await window.screenshot({ path: 'test-results/region-failover-run.png' })
  const { title, tasks } = await readFeed(window, 'checklist')
  expect(title).toBe('Fail over a region')
  const done = tasks.flatMap(({ id, state }) => (state === 'done' ? [id] : []))
  expect(done).toEqual(['data-decided', 'fail-over', 'move-writes', 'region-well', 'names-say-so', 'resolvers-say-so'])
  const debts = await readFeed(window, 'debts')
  expect(debts.map(({ text: owed }) => owed).toSorted()).toEqual([
    expect.stringMatching(/only Microsoft brings it back/),
    expect.stringMatching(/^Enable endpoint .* again/)
  ])
})
