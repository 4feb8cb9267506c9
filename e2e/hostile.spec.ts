import type { Page } from '@playwright/test'
import type { Result } from '../src/contract/index.ts'
import { expect, test } from './app.ts'
import { asOperator } from './operator.ts'
import { ConsolePage } from './pages/console-page.ts'
import { readFeed } from './pages/feeds.ts'
import { readTruth } from './truth.ts'

// Whoever may write to the cluster can write anything: markup, terminal sequences, text that runs backwards.

const markup = '<x-owned>hey</x-owned><img src="x" onerror="document.title=\'owned\'"><script>document.title=1</script>'
const hostile = `${markup}\u001b]0;owned\u0007\u001b]52;c;b3duZWQ=\u0007\u001b[2J\u009b31m\u202egnp.exe\u2066\u200b\r`
/** What a terminal or a text renderer would act on; line ends and tabs are ordinary. */
const acting = /(?![\n\t])[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

test.setTimeout(120_000)

test('what the cluster says is text, in every pane, in the terminal and on the clipboard', async ({
  launch,
  drill
}) => {
  const world = await drill({ scenario: 'crash-loop', speed: 20, seed: 41 })
  const { namespace, deployment } = await readTruth(world)
  await write(world, namespace, deployment)

  const { window, electron } = await launch({
    args: ['--kubeconfig', world.kubeconfig, '--context', 'operator', '--namespace', namespace],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  const screen = new ConsolePage(window)
  const before = await watchThePage(window)
  await expect(window.getByTestId('service-row').first()).toHaveAttribute('data-name', deployment)
  await expectHarmless(window)

  await screen.openMostTroubled()
  await expect(window.getByTestId('panel-pods')).toContainText('x-owned')
  await screen.waitForPlan()
  await window.evaluate(() => {
    for (const each of document.querySelectorAll('details')) each.open = true
  })
  await expect(window.locator('[data-testid="option"]').filter({ hasText: '<x-owned>' }).first()).toBeVisible()
  await expect(window.getByTestId('options')).toContainText(String.raw`\u{1b}]0;owned\u{7}`)
  await expect(window.getByTestId('plan-diff')).toContainText('<x-owned>')
  await expect(window.getByTestId('plan-wire')).toContainText('<x-owned>')
  await expectHarmless(window)

  const { commands } = await readFeed(window, 'record')
  const seqs = await linesThatHold(window, 'dryRun x-owned')
  const dryRun = commands.findIndex(({ seq }) => seqs.includes(seq))
  expect(dryRun, 'the dry run, whose tests hold the hostile template').not.toBe(-1)
  await window.getByRole('listbox', { name: 'Commands' }).press('Home')
  for (let at = 0; at < dryRun; at += 1) await window.keyboard.press('ArrowDown')
  await window.keyboard.press('Enter')
  await expect(window.getByTestId('command-detail')).toContainText('x-owned')
  await expectHarmless(window)

  for (const tab of ['Timeline', 'Report'] as const) {
    await screen.openTab(tab)
    await expectHarmless(window)
  }
  await screen.openTab('Commands')
  await window.getByRole('button', { name: 'Copy all' }).click()
  for (const copied of [await clipboardOf(electron), await copyPlan(window, electron)]) {
    expect(copied).not.toBe('')
    expect(copied.replaceAll('\n', '')).not.toMatch(acting)
  }
  expect(await before()).toEqual([])
})

/** Hostile text wherever the service's own objects take free text. */
async function write(world: Parameters<typeof asOperator>[0], namespace: string, deployment: string): Promise<void> {
  const operator = await asOperator(world)
  const apps = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`
  const core = `/api/v1/namespaces/${namespace}`
  interface Deployment {
    readonly metadata: { readonly uid: string }
    readonly spec: {
      readonly template: { readonly spec: { readonly containers: readonly { readonly name: string }[] } }
    }
  }
  const { metadata, spec } = await operator.read<Deployment>(apps)
  const [container] = spec.template.spec.containers
  await operator.merge(apps, {
    metadata: { annotations: { 'kubernetes.io/change-cause': hostile } },
    spec: {
      template: {
        metadata: { annotations: { note: hostile } },
        spec: {
          containers: [{ ...container, image: `evil/${hostile}:crash`, env: [{ name: 'NOTE', value: hostile }] }]
        }
      }
    }
  })
  await operator.create(`${core}/events`, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'hostile.1', namespace },
    involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, namespace, uid: metadata.uid },
    reason: 'Hostile',
    message: hostile,
    type: 'Warning'
  })
  interface Pods {
    readonly items: readonly {
      readonly metadata: { readonly name: string }
      readonly spec: { readonly containers: readonly { readonly image: string }[] }
    }[]
  }
  const evil = async (): Promise<string | undefined> =>
    (await operator.read<Pods>(`${core}/pods`)).items.find(({ spec: { containers } }) =>
      containers[0]?.image.startsWith('evil/')
    )?.metadata.name
  await expect.poll(evil).toBeDefined()
  const name = await evil()
  await operator.merge(`${core}/pods/${name}/status`, { status: { reason: hostile, message: hostile } })
}

/** Follows title, address and refusals of the page; the answer lists what was not as it should be. */
async function watchThePage(window: Page): Promise<() => Promise<readonly string[]>> {
  const address = window.url()
  const title = await window.title()
  const complaints: string[] = []
  window.on('framenavigated', (frame) => complaints.push(`navigated to ${frame.url()}`))
  window.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`))
  window.on('pageerror', (error) => complaints.push(error.message))
  window.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await window.evaluate(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`))
  })
  return async () => {
    if (window.url() !== address) complaints.push(`at ${window.url()}`)
    if ((await window.title()) !== title) complaints.push(`called ${await window.title()}`)
    return complaints
  }
}

/** No element was made of it, and nothing that acts on a reader is in what is shown. */
async function expectHarmless(window: Page): Promise<void> {
  expect(await window.locator('x-owned, img, iframe, object, embed').count()).toBe(0)
  const shown = await window.evaluate(() => [
    document.title,
    document.documentElement.textContent ?? '',
    ...[...document.querySelectorAll('[title], [aria-label]')].flatMap((each) => [
      each.getAttribute('title') ?? '',
      each.getAttribute('aria-label') ?? ''
    ]),
    ...[...document.querySelectorAll('textarea, input')].map((each) => (each as HTMLInputElement).value)
  ])
  for (const text of shown) {
    const at = text.search(acting)
    expect(at === -1 ? '' : JSON.stringify(text.slice(Math.max(0, at - 80), at + 40))).toBe('')
  }
}

type Electron = Parameters<ConsolePage['reportMarkdown']>[0]

function clipboardOf(electron: Electron): Promise<string> {
  return electron.evaluate(({ clipboard }) => clipboard.readText())
}

async function copyPlan(window: Page, electron: Electron): Promise<string> {
  await window.getByRole('button', { name: 'Copy for a colleague' }).click()
  await expect.poll(() => clipboardOf(electron)).toContain('Undo: ')
  return clipboardOf(electron)
}

/** Lines of the command log whose request or answer has every word. */
function linesThatHold(window: Page, text: string): Promise<readonly number[]> {
  return window.evaluate(async (words) => {
    const answer = (await globalThis.window.backout?.request('record.find', { text: words })) as Result<{
      readonly seqs: readonly number[]
    }>
    return answer.ok ? answer.value.seqs : []
  }, text)
}
