import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { agreeing } from '../native-dialogs.ts'

/** How the operator names what a kubeconfig leads to. */
export interface Environment {
  readonly name: string
  /** Production is what an environment is when nobody says otherwise. */
  readonly kind: 'staging' | 'production' | 'unset'
  readonly namespace?: string
  /** A context of the kubeconfig; its current one when left out. */
  readonly context?: string
}

/** First run and the connections: a kubeconfig comes in by paste and becomes an environment. */
export class ConnectionsPage {
  readonly page: Page
  readonly electron: ElectronApplication
  readonly list: Locator

  constructor({ window: page, electron }: { readonly window: Page; readonly electron: ElectronApplication }) {
    this.page = page
    this.electron = electron
    this.list = page.getByTestId('connections')
  }

  /** Pastes a kubeconfig, from first run or from the connections, and waits until it is in the list. */
  async paste(kubeconfig: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Paste or choose another/ }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Another kubeconfig' })
    await dialog.getByRole('textbox').fill(kubeconfig)
    await dialog.getByRole('button', { name: 'Import what I pasted' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await this.list.waitFor()
  }

  /** Imports the file that the system's own dialog hands over, and waits until it is in the list. */
  async chooseFile(): Promise<void> {
    await this.page.getByRole('button', { name: /^Paste or choose another/ }).click()
    await this.page.getByRole('button', { name: 'Choose a file' }).click()
    await this.list.waitFor()
  }

  /** Names the environment, says what kind it is, and opens it; agrees to what is asked outside the page. */
  async open({ name, kind, namespace, context }: Environment): Promise<void> {
    if (context !== undefined) await this.list.getByRole('radio', { name: new RegExp(`^${context} `) }).check()
    await this.list.getByLabel('Name of the environment').fill(name)
    await this.list.getByLabel('Kind').selectOption(kind)
    if (namespace !== undefined) await this.list.getByLabel('Namespace, if you know it').fill(namespace)
    await agreeing(this, async () => {
      await this.list.getByRole('button', { name: `Open ${name}` }).click()
      await this.page.getByTestId('band').getByText(name).waitFor()
    })
  }
}
