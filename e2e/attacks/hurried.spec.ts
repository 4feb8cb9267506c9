import type { Page } from '@playwright/test'
import { expect, test } from '../app.ts'
import { openIncident } from '../open-incident.ts'
import { readFeed } from '../pages/feeds.ts'
import { ApprovalPage } from '../pages/approval-page.ts'
import { readReferee } from '../referee.ts'

test.setTimeout(120_000)

test('what somebody was typing into a page is no approval: the view opens under their hands and takes none of it', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 95 })
  const { window, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  // Its process is there before, as while a plan is read.
  const before = await screen.askForApproval()
  await before.page.keyboard.press('Escape')
  await expect(before.dialog).toBeHidden()
  const { plan } = await readFeed(window, 'decision')
  if (plan?.approval.kind !== 'typed') throw new Error('production is approved by typing')

  // The page has asked for a name for a reason of its own, and has the view opened when it begins to be typed.
  await window.evaluate((ids) => void globalThis.window.backout?.request('run.approve', ids as never), {
    planId: plan.id,
    digest: plan.digest
  })
  const isIt = (page: Page): boolean => page.url().endsWith('/approval.html')
  const view = window.context().pages().find(isIt)
  if (view === undefined) throw new Error('there is no view')
  await view.getByRole('dialog').waitFor()
  await view.keyboard.type(plan.approval.text, { delay: 10 })
  await view.keyboard.press('Enter')
  await expect(view.getByRole('dialog')).toBeVisible()
  await expect.poll(async () => (await readFeed(window, 'run')) ?? null, { timeout: 3_000 }).toBeNull()
  expect((await readReferee(world.control)).effects).toEqual([])

  // Who reads and types it then approves.
  const approval = await ApprovalPage.over(window)
  await approval.field.fill('')
  await approval.type(plan.approval.text)
  await approval.page.keyboard.press('Enter')
  await expect(approval.dialog).toBeHidden()
})
