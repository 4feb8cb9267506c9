import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { ApprovalPage } from './approval-page.ts'

/**
 * The window of the console by what a person sees and a screen reader hears. Thin on purpose: one locator for each part
 * of the screen, and the few gestures that several tests share.
 */
export class ConsolePage {
  readonly page: Page
  /** The band that says where you are: production, staging or drill. */
  readonly band: Locator
  /** The largest sentence on the screen, and the line under it. */
  readonly verdict: Locator
  readonly lever: Locator
  readonly command: Locator
  /** Has the approval asked for, outside the page. */
  readonly approve: Locator
  /** Calls an approved action off before anything is sent. */
  readonly cancel: Locator
  readonly checklist: Locator
  readonly live: Locator
  /** The record at the bottom: commands, timeline, report. */
  readonly log: Locator
  /** The checks after a run, each with its evidence. */
  readonly proof: Locator
  /** The card of a run that has come to its end, whichever. */
  readonly settled: Locator
  /** The verdict after a run whose checks all passed. */
  readonly proved: Locator
  /** The live list of Deployments, most troubled first. */
  readonly services: Locator

  constructor(page: Page) {
    this.page = page
    this.band = page.getByTestId('band')
    this.verdict = page.getByTestId('verdict')
    this.lever = page.getByTestId('lever-card')
    this.command = this.lever.getByTestId('plan-command')
    this.approve = page.getByTestId('approve-button')
    this.cancel = page.getByTestId('cancel-button')
    this.checklist = page.getByTestId('checklist')
    this.live = page.getByTestId('live')
    this.log = page.getByRole('region', { name: 'Record' })
    this.proof = page.getByTestId('proof')
    this.settled = page.locator('[data-testid="run-card"][data-state="settled"]')
    this.proved = page.locator('[data-testid="verdict"][data-proved="true"]')
    this.services = page.getByTestId('services')
  }

  /** Opens one of the panes at the bottom. */
  async openTab(name: 'Commands' | 'Timeline' | 'Report'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
  }

  /** From the list of services to the worst one, once its trouble is known; does nothing when a service is open. */
  async openMostTroubled(): Promise<void> {
    await this.services.or(this.verdict).first().waitFor()
    if (await this.verdict.isVisible()) return
    // Until the metrics are there the order says nothing about errors.
    const first = this.page.getByTestId('service-row').first()
    await first
      .and(this.page.locator('[data-trouble=overLimit],[data-trouble=stuck],[data-trouble=notReady]'))
      .waitFor()
    await first.getByRole('button').click()
    await this.verdict.waitFor()
  }

  /** The report as Markdown: what its copy button puts on the clipboard. */
  async reportMarkdown(electron: ElectronApplication): Promise<string> {
    await this.page.getByRole('button', { name: 'Copy the report' }).click()
    return electron.evaluate(({ clipboard }) => clipboard.readText())
  }

  /** Sees to it that there is a plan: the console makes one by itself, and its button makes one again. */
  async waitForPlan(): Promise<void> {
    const again = this.page.getByRole('button', { name: 'Plan to roll back', exact: true })
    await this.command.or(again).first().waitFor({ timeout: 60_000 })
    // The console may make it while the button is being pressed, which goes then.
    if (await again.isVisible()) await Promise.race([again.click(), this.command.waitFor()]).catch(() => undefined)
    await this.command.waitFor({ timeout: 60_000 })
  }

  /** The checks of the proof, a line each: what was found, what was checked, and the evidence. */
  async checks(): Promise<string[]> {
    return this.proof.getByRole('listitem').evaluateAll((items) =>
      items.map((item) => {
        const text = (selector: string): string => item.querySelector(selector)?.textContent ?? ''
        const title = item.querySelector('span')?.firstChild?.textContent ?? ''
        return `${text('b')} ${title}: ${text('small')}`
      })
    )
  }

  /** Has the plan that is shown approved, as far as the question; plans again when it has grown too old. */
  async askForApproval(): Promise<ApprovalPage> {
    const again = this.page.getByRole('button', { name: 'Plan again' })
    await this.approve.and(this.page.locator(':enabled')).or(again).first().waitFor()
    if (await again.isVisible()) await again.click()
    await this.approve.click()
    return ApprovalPage.over(this.page)
  }

  /** Approves the plan that is shown, by typing what is asked for. */
  async approveByTyping(): Promise<void> {
    const approval = await this.askForApproval()
    await approval.type(await approval.textToType())
    await approval.page.keyboard.press('Enter')
  }

  /** Approves the plan that is shown by holding the button; lets go when the run has begun. */
  async approveByHolding(): Promise<void> {
    const approval = await this.askForApproval()
    await approval.holdUntil(() => this.page.getByTestId('run-card').isVisible())
  }
}
