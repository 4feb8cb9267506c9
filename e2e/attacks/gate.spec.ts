import { expect, test } from '../app.ts'
import { violations } from '../axe.ts'
import { answerDialogs } from '../native-dialogs.ts'
import { openIncident } from '../open-incident.ts'
import { ApprovalPage } from '../pages/approval-page.ts'
import { readFeed } from '../pages/feeds.ts'
import { readReferee } from '../referee.ts'

// Script has taken the page over. A person has approved a drain in stairs; between them a gate waits for numbers, which the
// script would like to blind, and then to open.

test.setTimeout(360_000)

const lever = 'trafficDrain'

test('script in the page neither blinds a gate nor opens it; a person does, in the view of main', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'canary-failing-30', speed: 10, seed: 7 })
  const app = await openIncident(launch, world)
  const dialogs = await answerDialogs(app)
  const { window, console: screen } = app
  const stairs = async () =>
    (await readFeed(window, 'decision')).levers
      .find(({ id }) => id === lever)
      ?.options.find(
        ({ choice, state }) =>
          choice['steps'] !== 1 && String(choice['into']).endsWith('-primary') && state !== 'impossible'
      )?.choice
  await expect.poll(stairs, { timeout: 60_000 }).toBeDefined()
  const choice = await stairs()
  const prepared = await window.evaluate(
    (input) => globalThis.window.backout?.request('plan.prepare', input as never),
    { lever, choice } as const
  )
  expect(prepared).toMatchObject({ ok: true })
  await expect.poll(async () => (await readFeed(window, 'decision')).plan?.lever, { timeout: 30_000 }).toBe(lever)
  await screen.approveByTyping()
  await expect.poll(async () => (await readFeed(window, 'run'))?.state, { timeout: 30_000 }).toBe('waiting')
  const before = (await readReferee(world.control)).effects.length

  const blind = { namespace: 'evil', service: 'says-nothing', port: '9090', scheme: 'http' } as const
  const setBlind = () =>
    window.evaluate((target) => globalThis.window.backout?.request('environment.setPrometheus', { target }), blind)
  expect(await setBlind()).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
  // A person agrees, so that the gate has to ask.
  await dialogs.press(1)
  expect(await setBlind()).toMatchObject({ ok: true })
  await dialogs.press(0)
  await expect.poll(async () => (await readFeed(window, 'run'))?.asking ?? null, { timeout: 180_000 }).not.toBeNull()

  const { id: runId, asking } = (await readFeed(window, 'run')) ?? { id: '', asking: null }
  const answered = window.evaluate((input) => globalThis.window.backout?.request('run.answer', input as never), {
    runId,
    stepId: asking?.stepId,
    answer: 'goOn'
  } as const)
  const view = await ApprovalPage.over(window)
  await expect(view.dialog).toContainText('Go on all the same?')
  await expect(view.approve).toHaveText(/^Hold: Go on: /)
  expect(await violations(view.page)).toEqual([])
  await window.evaluate(() => {
    for (const target of [document, document.body, globalThis.window])
      for (const name of ['pointerdown', 'mousedown', 'keydown', 'click'])
        target.dispatchEvent(new Event(name, { bubbles: true }))
  })
  // Not held long enough.
  await view.approve.hover()
  await view.page.mouse.down()
  await view.page.mouse.up()
  expect((await readReferee(world.control)).effects).toHaveLength(before)
  expect((await readFeed(window, 'run'))?.asking).not.toBeNull()
  await view.page.keyboard.press('Escape')
  expect(await answered).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
  expect((await readReferee(world.control)).effects).toHaveLength(before)

  await window.getByTestId('go-on-button').click()
  await view.dialog.waitFor()
  await view.holdUntil(async () => ((await readFeed(window, 'run'))?.asking ?? null) === null)
  await expect.poll(async () => (await readReferee(world.control)).effects.length).toBeGreaterThan(before)
})
