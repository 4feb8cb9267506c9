import type { Locator, Page } from '@playwright/test'

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
  }

  /** Opens one of the panes at the bottom. */
  async openTab(name: 'Commands' | 'Timeline' | 'Report'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
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
