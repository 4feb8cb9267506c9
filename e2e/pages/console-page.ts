import type { ElectronApplication, Locator, Page } from '@playwright/test'

/**
 * The window of the console by what a person sees and a screen reader hears. Thin on purpose: one locator for each part
 * of the screen, and the few gestures that several tests share.
 */
export class ConsolePage {
  readonly page: Page
  /** The band that says where you are: production, staging or drill. */
  readonly band: Locator
  /** The largest sentence on the screen. */
  readonly verdict: Locator
  readonly lever: Locator
  readonly command: Locator
  readonly confirmation: Locator
  readonly approve: Locator
  readonly abort: Locator
  readonly checklist: Locator
  readonly live: Locator
  readonly log: Locator
  /** The sentence after a run whose checks all passed. */
  readonly proof: Locator
  /** The live list of Deployments, most troubled first. */
  readonly services: Locator

  constructor(page: Page) {
    this.page = page
    this.band = page.getByTestId('band')
    this.verdict = page.getByTestId('verdict').getByRole('heading', { level: 1 })
    this.lever = page.getByTestId('lever')
    this.command = this.lever.getByTestId('command')
    this.confirmation = this.lever.getByRole('textbox')
    this.approve = this.lever.getByTestId('approve')
    this.abort = page.getByTestId('abort')
    this.checklist = page.getByRole('navigation')
    this.live = page.getByRole('complementary')
    this.log = page.getByTestId('log')
    this.proof = page.getByTestId('proof')
    this.services = page.getByTestId('services')
  }

  /** Opens one of the panes at the bottom. */
  async openTab(name: 'Commands' | 'Timeline' | 'Report'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
  }

  /** From the list of services to the first one; does nothing when a service is open already. */
  async openMostTroubled(): Promise<void> {
    await this.services.or(this.verdict).first().waitFor()
    if (await this.verdict.isVisible()) return
    await this.services.getByRole('row').nth(1).dblclick()
  }

  /** The report as Markdown: what its copy button puts on the clipboard. */
  async reportMarkdown(electron: ElectronApplication): Promise<string> {
    await this.page.getByRole('button', { name: /^Copy (the )?report/ }).click()
    return electron.evaluate(({ clipboard }) => clipboard.readText())
  }

  /** The text that the approval asks to be typed, as the screen shows it. */
  async textToType(): Promise<string> {
    const hint = (await this.lever.getByTestId('arm-hint').innerText()).trim()
    const text = /^Type (\S+) to arm/.exec(hint)?.[1]
    if (text === undefined) throw new Error(`the approval asks for no text: ${hint}`)
    return text
  }

  /** Approves the plan that is shown, by typing what it asks for. */
  async approveByTyping(): Promise<void> {
    await this.confirmation.fill(await this.textToType())
    await this.approve.click()
  }
}
