import { expect, test } from '../app.ts'
import { attemptsIn } from '../crash/read-journal.ts'
import { readJournalOf } from '../journal.ts'
import { openIncident } from '../open-incident.ts'
import { ApprovalPage } from '../pages/approval-page.ts'
import { readFeed } from '../pages/feeds.ts'
import { readReferee } from '../referee.ts'

// Script has taken the page over and wants production patched. It has the bridge, the DOM, and all the time it wants.

test.setTimeout(120_000)

test('script in the page has no plan approved: not by a request, not by events, not through the view that asks', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 91 })
  const app = await openIncident(launch, world)
  const { window, electron, console: screen } = app
  await screen.waitForPlan()
  const { plan } = await readFeed(window, 'decision')
  const text = plan?.approval.kind === 'typed' ? plan.approval.text : ''
  const ids = { planId: plan?.id, digest: plan?.digest }

  // What worked once: the text, or a time, in the request itself.
  const claims = await window.evaluate(
    ([asked, typed]) =>
      Promise.all(
        [
          { kind: 'typed', text: typed },
          { kind: 'held', heldMs: 60_000 }
        ].map(async (confirmation) => globalThis.window.backout?.request('run.approve', { ...asked, confirmation }))
      ),
    [ids, text] as const
  )
  expect(claims).toMatchObject([
    { ok: false, failure: { code: 'badInput' } },
    { ok: false, failure: { code: 'badInput' } }
  ])

  // It may have the view opened. Nothing that it does then is input that main receives, and the click that it had is used up: it
  // would allow the page a list of its own words above everything. Sent and asked by main, because the driver allows as much.
  await window.evaluate((asked) => {
    document.addEventListener('click', () => void globalThis.window.backout?.request('run.approve', asked as never))
  }, ids)
  const shown = await electron.evaluate(async ({ BrowserWindow }) => {
    const [over] = BrowserWindow.getAllWindows()
    if (over === undefined) return 'no window'
    for (const type of ['mouseDown', 'mouseUp'] as const)
      over.webContents.sendInputEvent({ type, x: 600, y: 3, button: 'left', clickCount: 1 })
    while (over.contentView.children.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    return over.webContents.executeJavaScript(`(() => {
      const list = document.createElement('select')
      list.append(new Option('Nothing is sent'))
      document.body.append(list)
      try {
        list.showPicker()
      } catch (error) {
        return error.name
      }
      return 'shown'
    })()`) as Promise<string>
  })
  expect(shown).toBe('NotAllowedError')
  const approval = await ApprovalPage.over(window)
  await window.evaluate((typed) => {
    const targets = [document, document.body, document.activeElement, globalThis.window]
    for (const key of [...typed.split(''), 'Enter', ' ']) {
      for (const name of ['keydown', 'keypress', 'keyup'])
        for (const target of targets)
          target?.dispatchEvent(new KeyboardEvent(name, { key, bubbles: true, cancelable: true }))
    }
    globalThis.window.focus()
    document.querySelector<HTMLElement>('[data-testid="approve-button"]')?.focus()
    document.execCommand('insertText', false, typed)
    for (const url of ['app://backout/approval.html', 'approval.html']) {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
      globalThis.window.open(url, 'approval')
    }
    globalThis.window.postMessage({ kind: 'submit', text: typed }, '*')
    new BroadcastChannel('backout:approval:said').postMessage({ kind: 'submit', text: typed })
  }, text)
  await expect(approval.field).toHaveValue('')
  await expect(approval.dialog).toBeVisible()
  const reached = await window.evaluate(() =>
    Array.from({ length: globalThis.window.length }, (_, at) => {
      try {
        return globalThis.window[at]?.document.querySelector('#approve') ?? null
      } catch {
        return null
      }
    }).filter((found) => found !== null)
  )
  expect(reached).toEqual([])

  // A second question does not pile up, and the bridge has no word for an answer.
  const second = await window.evaluate(
    (asked) => globalThis.window.backout?.request('run.approve', asked as never),
    ids
  )
  expect(second).toMatchObject({ ok: false, failure: { code: 'conflict' } })

  // Even in the view itself, text that no key has made is not taken.
  await approval.field.fill(text)
  await approval.field.evaluate((field: HTMLInputElement) => field.form?.requestSubmit())
  await expect(approval.complaint).toContainText('key by key')
  await approval.page.keyboard.press('Escape')
  await expect(approval.dialog).toBeHidden()

  expect((await readReferee(world.control)).effects).toEqual([])
  const { lines } = await readJournalOf(app.profile)
  expect(attemptsIn(lines)).toEqual([])
  expect(lines.filter(({ kind }) => kind === 'confirm')).toEqual([])
})

test('script in the page neither moves nor shrinks the window, nor closes it from under the question', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 93 })
  const app = await openIncident(launch, world)
  const { window, electron, console: screen } = app
  await screen.waitForPlan()
  const approval = await screen.askForApproval()
  const bounds = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  const before = await bounds()
  await window.evaluate(async () => {
    globalThis.window.moveTo(-4_000, -4_000)
    globalThis.window.moveBy(50, 50)
    globalThis.window.resizeTo(1, 1)
    globalThis.window.resizeBy(-400, -400)
    await document.documentElement.requestFullscreen().catch(() => undefined)
    document.title = 'STAGING'
    for (let round = 0; round < 20; round += 1) globalThis.window.focus()
  })
  // A second message to main, which has heard all of that by now.
  await readFeed(window, 'shell')
  expect(await bounds()).toEqual(before)
  await expect(approval.dialog).toBeVisible()
  await expect(approval.field).toBeFocused()
})
