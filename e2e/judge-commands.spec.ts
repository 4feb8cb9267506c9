import { expect, test } from './app.ts'
import { openIncident } from './open-incident.ts'

// "Is this safe here, now?", as a person comes to it by the keyboard.

test('a pasted command is judged for the open service, refused into the log, and copied with its refusal', async ({
  launch,
  drill
}) => {
  test.setTimeout(120_000)
  const world = await drill({ scenario: 'crash-loop', speed: 10, seed: 31 })
  const { window, electron, console: screen } = await openIncident(launch, world)
  await window.keyboard.press('s')
  const box = window.getByRole('dialog', { name: 'Is this safe here, now?' })
  const field = box.getByLabel('Commands to judge')
  const judged = box.getByTestId('judged')
  await expect(field).toBeFocused()

  await field.fill('kubectl logs -n istio-system -l app=istiod --tail=200')
  await window.keyboard.press('Control+Enter')
  await expect(judged).toHaveAttribute('data-verdict', 'noTrap')

  await field.fill('./rollback.sh; kubectl get pods')
  await expect(judged).toBeHidden()
  await window.keyboard.press('Control+Enter')
  await expect(judged).toHaveAttribute('data-verdict', 'notUnderstood')
  await expect(judged).toContainText('./rollback.sh')

  const loop = 'for d in $(kubectl get deploy -o name); do\n  kubectl rollout undo $d\ndone'
  await field.fill(loop)
  await window.keyboard.press('Control+Enter')
  await expect(judged).toHaveAttribute('data-verdict', 'refused')
  await box.getByRole('button', { name: 'Copy with the refusal' }).click()
  const clipboard = () => electron.evaluate(({ clipboard: board }) => board.readText())
  await expect.poll(clipboard).toContain('# Refused: it rolls back every Deployment')
  for (const line of (await clipboard()).split('\n')) expect(line).toMatch(/^# /)
  await window.keyboard.press('Escape')
  await screen.openTab('Commands')
  const refused = window.locator('[data-testid="command"][data-label="refused"]').last()
  await expect(refused).toContainText('kubectl rollout undo $d')
  await expect(refused).toContainText('rolls back every Deployment')
})

test('quick commands are filled in and judged, the right one first, and copied as they are', async ({
  launch,
  drill
}) => {
  test.setTimeout(120_000)
  const world = await drill({ scenario: 'crash-loop', speed: 10, seed: 31 })
  const { window, electron, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  await window.keyboard.press('Control+k')
  await window.getByTestId('palette-input').fill('quick commands')
  await window.keyboard.press('Enter')
  const quick = window.getByTestId('quick').getByTestId('quick-command')
  const planned = quick.first()
  await expect(planned).toContainText('approve the plan')
  await expect(planned).toHaveAttribute('data-verdict', 'noTrap')
  await expect(planned).toContainText(/rollout undo deployment\/\S+ --to-revision=\d+/)
  await planned.getByRole('button').click()
  const clipboard = () => electron.evaluate(({ clipboard: board }) => board.readText())
  await expect
    .poll(clipboard)
    .toMatch(/^kubectl --context operator -n \S+ rollout undo deployment\/\S+ --to-revision=\d+$/)
  const disable = window.locator('[data-id="disable"]')
  await expect(disable).toHaveAttribute('data-verdict', 'warned')
  for (const command of await quick.all()) await expect(command.getByRole('button')).toBeVisible()
})

test('hostile text is bounded and shown inert', async ({ launch, drill }) => {
  test.setTimeout(120_000)
  const world = await drill({ scenario: 'crash-loop', speed: 10, seed: 31 })
  const { window } = await openIncident(launch, world)
  await window.keyboard.press('s')
  const box = window.getByRole('dialog', { name: 'Is this safe here, now?' })
  const judged = box.getByTestId('judged')
  const paste = (text: string) =>
    box.getByLabel('Commands to judge').evaluate((field: HTMLTextAreaElement, pasted) => {
      field.select()
      document.execCommand('insertText', false, pasted)
    }, text)
  const texts = [
    'kubectl get pods \u001b[2J\u001b]0;owned\u0007',
    'kubectl get pods\u0000',
    'kubectl get pods # \u202eexe',
    '<img src=x onerror=alert(1)>',
    `kubectl get pods ${'x'.repeat(1_048_576)}`
  ]
  for (const text of texts) {
    await paste(text)
    await window.keyboard.press('Control+Enter')
    await expect(judged).toHaveAttribute('data-verdict', 'notUnderstood')
    const shown = (await judged.textContent()) ?? ''
    expect(shown.length).toBeLessThan(2_000)
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    await expect(judged.locator('img')).toHaveCount(0)
  }
})
