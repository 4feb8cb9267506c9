import type { Locator, Page } from '@playwright/test'

/** The view of main's own over the window, in which a plan is approved. What is typed here is input that main receives. */
export class ApprovalPage {
  readonly page: Page
  /** What is asked, with environment, target, command and digest. */
  readonly dialog: Locator
  readonly field: Locator
  readonly approve: Locator
  readonly cancel: Locator
  /** What is wrong with what was typed, or why nothing can be approved any more. */
  readonly complaint: Locator

  private constructor(page: Page) {
    this.page = page
    this.dialog = page.getByRole('dialog')
    this.field = page.getByTestId('arm-input')
    this.approve = page.getByTestId('confirm-button')
    this.cancel = page.getByRole('button', { name: /^Cancel/ })
    this.complaint = page.getByRole('alert')
  }

  /** Once it is asked in it. */
  static async over(window: Page): Promise<ApprovalPage> {
    const context = window.context()
    const isIt = (page: Page): boolean => page.url().endsWith('/approval.html')
    const page = context.pages().find(isIt) ?? (await context.waitForEvent('page', isIt))
    const approval = new ApprovalPage(page)
    await approval.dialog.waitFor()
    return approval
  }

  /** The text that is asked for, as the field is called. */
  async textToType(): Promise<string> {
    const label = (await this.field.getAttribute('aria-label')) ?? ''
    const text = /^Type (.+) to approve$/.exec(label)?.[1]
    if (text === undefined) throw new Error(`no text is asked for: ${label}`)
    return text
  }

  /** Types key by key, as only a person does. */
  async type(text: string): Promise<void> {
    await this.field.focus()
    await this.page.keyboard.type(text)
  }
}
