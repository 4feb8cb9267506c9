import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'

// The view that asks for an approval, with names as long as they come and a hundred steps, in every size.

const name = 'payments-reconciliation-worker-with-a-very-long-name-that-goes-on-for-longer-than-a-line'
const place = 'payments-and-settlement-production'
const many = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: 40 }, (_, index) => make(index))
const rest = 'and 60 more: the plan has them all'

/** What main tells its view. */
const long = {
  question: {
    environment: { name: 'prod-eu-central-1-blue-cluster-of-the-payments-department', kind: 'production' },
    server: 'https://a-very-long-cluster-name-0123456789abcdef.gr7.eu-central-1.example:6443/k8s/clusters/c-m-abcdefgh',
    context: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu-central-1-blue-cluster-of-the-payments-department',
    digest: 'a1b2c3d4'.repeat(8),
    title: `Roll back ${name} to revision 1234`,
    why: 'The error ratio is 12.4 %, above its limit of 1 %, for 6 min; revision 1234 is the newest with a good standing.',
    harm: 'Errors 34.8 %, limit 5 %.',
    undo: 'not possible. Cannot be taken back: Delete pod',
    warnings: many((index) => `ConfigMap ${name}-${index} was changed: undo does not bring it back`).slice(0, 6),
    targets: [...many((index) => `deployments.apps/${name}-${index} in ${place}`), rest],
    commands: [
      ...many(
        (index) => `kubectl --context prod -n ${place} rollout undo deployment/${name}-${index} --to-revision=1234`
      ),
      rest
    ],
    commandCount: 100,
    forGood: [],
    asked: { kind: 'typed', text: `${name}-0`, cancelMs: 3_000 }
  },
  theme: 'dark',
  isNew: true,
  complaint: null,
  isOver: false
}

test('what is approved, where, and by what stands in view with long names and a hundred steps', async ({
  launch,
  drill
}) => {
  const { electron, console: screen } = await openIncident(
    launch,
    await drill({ scenario: 'bad-deploy', speed: 20, seed: 31 })
  )
  await screen.waitForPlan()
  const approval = await screen.askForApproval()
  const draw = (shown: object): Promise<void> =>
    electron.evaluate(({ webContents }, what) => {
      for (const contents of webContents.getAllWebContents())
        if (contents.getURL().endsWith('/approval.html')) contents.send('backout:approval:show', what)
    }, shown)

  await draw(long)
  await expect(approval.dialog).toContainText(name)
  for (const [width, height] of [
    [1280, 800],
    [1024, 700],
    [960, 640]
  ] as const) {
    await electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height }
    )
    await expect.poll(() => approval.page.evaluate(() => innerHeight)).toBe(height)
    const problems = await approval.page.evaluate(() => {
      const found: string[] = []
      const form = document.querySelector('#form')?.getBoundingClientRect().top ?? 0
      for (const id of ['kind', 'where', 'title', 'harm', 'undo', 'warnings', 'targets', 'server', 'context']) {
        const box = document.querySelector(`#${id}`)?.getBoundingClientRect()
        if (!box || box.height === 0 || box.top < 0 || box.top > form - 16) found.push(`${id} is out of view`)
      }
      for (const id of ['text', 'cancel', 'approve']) {
        const box = document.querySelector(`#${id}`)?.getBoundingClientRect()
        if (!box || box.bottom > innerHeight || box.right > innerWidth) found.push(`${id} is cut`)
      }
      for (const each of document.querySelectorAll('#asked, #about, #form, #targets, #warnings, #commands'))
        if (each.scrollWidth > each.clientWidth + 1) found.push(`${each.id} is too wide`)
      for (const word of document.querySelectorAll('#commands span'))
        if (word.getClientRects().length > 1) found.push(`${word.textContent} is cut in two`)
      return found
    })
    expect(problems, `${width}×${height}`).toEqual([])
  }
  await expect(approval.page.locator('#commands code').first()).toHaveText(long.question.commands[0] ?? '')

  // What cannot be taken back is among a hundred commands, and stands whole above the field all the same.
  const forGood = [
    `kubectl --context prod -n ${place} delete pod/${name}-39`,
    'az cosmosdb failover-priority-change --name payments --failover-policies "North Europe=0" "West Europe=1"'
  ]
  await draw({ ...long, question: { ...long.question, forGood } })
  for (const [width, height] of [
    [1280, 800],
    [1024, 700],
    [900, 600]
  ] as const) {
    await electron.evaluate(
      ({ BrowserWindow }, size) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setMinimumSize(1, 1)
        window?.setContentSize(size.width, size.height)
      },
      { width, height }
    )
    await expect.poll(() => approval.page.evaluate(() => innerHeight)).toBe(height)
    const hidden = await approval.page.evaluate(() => {
      const form = document.querySelector('#form')?.getBoundingClientRect()
      const block = document.querySelector('#for-good')
      const lines = [...document.querySelectorAll('#final-title, #for-good code')]
      const cut = lines.filter((line) => {
        const { top, bottom, height: tall } = line.getBoundingClientRect()
        return tall === 0 || top < 0 || bottom > (form?.top ?? 0) + 1
      })
      const isScrolled = block === null || block.scrollHeight > block.clientHeight + 1
      const isFormCut = form === undefined || form.bottom > innerHeight
      return [
        ...cut.map((line) => line.textContent),
        ...(isScrolled ? ['it scrolls'] : []),
        ...(isFormCut ? ['form'] : [])
      ]
    })
    expect(hidden, `${width}×${height}`).toEqual([])
    const more = approval.page.locator('#more')
    await expect(more, `${width}×${height}`).toContainText('commands')
    await expect(more).toBeInViewport({ ratio: 0.99 })
    // The plan itself is still read above it.
    await expect(approval.page.locator('#title')).toBeInViewport({ ratio: 0.99 })
  }
  for (const id of ['about', 'warnings', 'targets', 'commands', 'for-good'])
    await approval.page.locator(`#${id}`).evaluate((part) => part.scrollTo(0, part.scrollHeight))
  await expect(approval.page.locator('#more')).toBeHidden()

  await draw({ ...long, complaint: 'The plan does something else now.', isOver: true })
  await expect(approval.complaint).toHaveText('The plan does something else now.')
  await expect(approval.dialog).not.toContainText('to approve')
})
