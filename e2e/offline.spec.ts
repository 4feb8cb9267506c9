import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { readFeed } from './pages/feeds.ts'
import { readTruth } from './truth.ts'

// The network goes while a service is open: what was known stays, with its age, and nothing is offered that cannot happen.

const sizes = [
  { width: 1280, height: 800, colorScheme: 'dark' },
  { width: 1024, height: 700, colorScheme: 'light' }
] as const

test('what was known stays with its age: in the service, when it is opened again, and after a restart', async ({
  drill,
  launch,
  scratch
}) => {
  test.setTimeout(150_000)
  const world = await drill({ scenario: 'bad-deploy', seed: 81 })
  const { namespace, deployment } = await readTruth(world)
  const kubeconfig = join(scratch, 'kubeconfig')
  await copyFile(world.kubeconfig, kubeconfig)
  const args = ['--kubeconfig', kubeconfig, '--context', 'operator', '--namespace', namespace]
  const env = { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  const app = await launch({ args: [...args, '--deployment', deployment], env })
  const { window } = app
  const approve = window.getByTestId('approve-button')
  await expect(approve).toBeEnabled({ timeout: 60_000 })
  const title = ((await approve.textContent()) ?? '').replace(/ ….*$/, '')
  const revision = /revision (\d+)/.exec(title)?.[1] ?? ''
  const lead = ((await window.getByTestId('verdict').locator('em').textContent()) ?? '').trim()
  world.fallSilent()
  await staysInDoubt(window, { lead, title, revision })
  await world.stop()

  const known = window.getByTestId('last-known')
  await expect(known).toContainText(`Last known: ${lead}`)
  await expect(known).toContainText(/As of \d\d:\d\d:\d\d UTC, .* ago\. Nothing can be sent/)
  const plan = window.getByTestId('last-plan')
  await expect(plan).toContainText(title)
  await expect(plan).toContainText(`--to-revision=${revision}`)
  await expect(approve).toBeDisabled()
  await expect(window.getByTestId('crossing-clock')).toContainText(/read .* ago/)
  await expect(window.getByTestId('decide-clock')).toBeVisible()
  await expect(window.getByText('nothing is known about any of them')).toHaveCount(0)

  await saysTheWholeCommand(window, revision)
  for (const { colorScheme, ...size } of sizes) {
    await window.setViewportSize(size)
    await theme(window, colorScheme)
    await saysTheWholeCommand(window, revision)
    await picture(window, `open-${size.width}`)
  }
  await window.setViewportSize(sizes[0])

  await window.keyboard.press('a')
  await expect(window.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible()
  await quickIsMarked(window, revision)

  await window.getByRole('button', { name: 'All services' }).click()
  await oneAge(window)
  await picture(window, 'list')
  await window.locator(`[data-testid="service-row"][data-name="${deployment}"] button`).first().click()
  await expect(known).toContainText(`Last known: ${lead}`)
  await expect(plan).toContainText(`--to-revision=${revision}`)
  await expect(window.getByText('being read')).toHaveCount(0)
  await expect(window.getByText('History: 0')).toHaveCount(0)
  await expect(window.getByRole('button', { name: /^Plan to/ })).toHaveCount(0)
  await quickIsMarked(window, revision)
  await picture(window, 'again')
  await app.close()

  const later = await launch({ profile: app.profile, args: [...args, '--deployment', deployment], env })
  const next = later.window
  await next.getByRole('button', { name: 'What was known last' }).click({ timeout: 60_000 })
  await expect(next.getByTestId('last-known')).toContainText(`Last known: ${lead}`)
  await expect(next.getByTestId('last-plan')).toContainText(`--to-revision=${revision}`)
  await expect(next.getByTestId('last-plan').getByTestId('approve-button')).toBeDisabled()
  for (const { colorScheme, ...size } of sizes) {
    await next.setViewportSize(size)
    await theme(next, colorScheme)
    await saysTheWholeCommand(next, revision)
    await picture(next, `record-${size.width}`)
  }
})

/**
 * Nothing is heard any more, and nothing says that the connection is lost: verdict, plan and command stay until it is, with
 * their age, and nothing is approved by them, here or by main.
 */
async function staysInDoubt(
  window: Page,
  { lead, title, revision }: { readonly lead: string; readonly title: string; readonly revision: string }
): Promise<void> {
  const { plan } = await readFeed(window, 'decision')
  const seen: string[] = []
  await window.exposeFunction('tellSeen', (text: string) => void seen.push(text))
  await window.evaluate(() => {
    const look = (): void => {
      const text = document.querySelector('main')?.textContent ?? ''
      if (/Cannot tell|Plan to roll back/.test(text)) void Reflect.get(globalThis, 'tellSeen')(text)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const doubt = window.getByTestId('in-doubt')
  await expect(doubt).toContainText(
    /Connection in doubt since \d\d:\d\d:\d\d UTC\. All of this is as of then, \d+ s ago/
  )
  await expect(window.getByTestId('verdict')).toContainText(lead)
  await expect(window.getByTestId('lever-card').getByRole('heading').first()).toHaveText(title)
  await expect(window.getByTestId('lever-card')).toContainText(`--to-revision=${revision}`)
  await expect(window.getByTestId('approve-button')).toBeDisabled()
  await expect(window.getByTestId('why-not')).toContainText('Connection in doubt since')
  for (const { colorScheme, ...size } of sizes) {
    await window.setViewportSize(size)
    await theme(window, colorScheme)
    await expect(window.getByTestId('why-not')).toBeInViewport({ ratio: 1 })
    await picture(window, `doubt-${size.width}`)
  }
  const answer: unknown = await window.evaluate(
    (asked) => Reflect.get(globalThis, 'backout').request('run.approve', asked),
    { planId: plan?.id, digest: plan?.digest }
  )
  expect(answer).toMatchObject({ ok: false, failure: { code: 'unreachable', retryable: true } })
  await expect(window.getByTestId('last-known')).toBeVisible({ timeout: 30_000 })
  expect(seen).toEqual([])
}

/** The step whose command is read out is selected and in view, and so is all of its command. */
async function saysTheWholeCommand(window: Page, revision: string): Promise<void> {
  const current = window.locator('[data-testid="task"][aria-selected="true"]')
  await expect(current).toContainText('Read the command out')
  await expect(current).toBeInViewport({ ratio: 0.9 })
  const command = window.getByTestId('task-detail').locator('code').last()
  await expect(command).toContainText(`--to-revision=${revision}`)
  await expect(command).toBeInViewport({ ratio: 1 })
  expect(await isCutOff(command)).toBe(false)
}

/** Whether a box around it, which scrolls, hides a part of it. */
function isCutOff(element: Locator): Promise<boolean> {
  return element.evaluate((code) => {
    const { bottom, right } = code.getBoundingClientRect()
    for (let box = code.parentElement; box !== null; box = box.parentElement) {
      if (getComputedStyle(box).overflow === 'visible') continue
      const edge = box.getBoundingClientRect()
      if (bottom > edge.bottom + 1 || right > edge.right + 1) return true
    }
    return false
  })
}

async function quickIsMarked(window: Page, revision: string): Promise<void> {
  await window.keyboard.press('q')
  const quick = window.getByTestId('quick')
  await expect(quick.locator('[data-id="now"]')).toContainText(`--to-revision=${revision}`)
  await expect(window.getByTestId('quick-age')).toContainText('Offline: of what was known')
  await expect(quick.locator('[data-id="now"]')).toHaveAttribute('data-verdict', 'asKnown')
  await window.keyboard.press('Escape')
  await expect(quick).toHaveCount(0)
}

/** The list, its rows and the header are as old as what they were read by: one age. */
async function oneAge(window: Page): Promise<void> {
  await expect(window.getByTestId('service-row').first()).toContainText('not counted')
  await expect(window.getByText('Last reading')).toBeVisible()
  await expect
    .poll(async () => {
      const text = await window.locator('body').innerText()
      const ages = [...text.matchAll(/(?:silent for|Last reading|Since|read) (\d+ s|< 1 s)/g)].map(([, age]) => age)
      return new Set(ages).size
    })
    .toBe(1)
  await expect(window.getByTestId('services')).not.toContainText('s ago')
}

async function theme(window: Page, name: 'dark' | 'light'): Promise<void> {
  await window.evaluate((theme) => Reflect.get(globalThis, 'backout').request('preferences.set', { theme }), name)
  await expect(window.locator('html')).toHaveAttribute('data-theme', name)
}

async function picture(window: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (folder) await window.screenshot({ path: `${folder}/${name}.png` })
}
