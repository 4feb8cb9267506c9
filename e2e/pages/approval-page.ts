import { expect, type Locator, type Page } from '@playwright/test'

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
    // A person reads first; what is pressed at once is not taken.
    await page.waitForTimeout(700)
    return approval
  }

  /** The text that is asked for, as the field is called. */
  async textToType(): Promise<string> {
    const label = (await this.field.getAttribute('aria-label')) ?? ''
    const text = /^Type (.+) to approve$/.exec(label)?.[1]
    if (text === undefined) throw new Error(`no text is asked for: ${label}`)
    return text
  }

  /**
   * Holds the button until that has had its effect, and lets go. What is held is let go by the view where another window
   * takes the focus, as those of other tests do: then it is held again, as a person would.
   */
  async holdUntil(isDone: () => Promise<boolean>): Promise<void> {
    await expect(async () => {
      if (await isDone()) return
      await this.approve.hover()
      await this.page.mouse.down()
      try {
        await expect.poll(isDone, { timeout: 6_000 }).toBe(true)
      } finally {
        await this.page.mouse.up()
      }
    }).toPass({ timeout: 60_000 })
  }

  /** Types key by key, as only a person does. */
  async type(text: string): Promise<void> {
    await this.field.focus()
    await this.page.keyboard.type(text)
  }
}
