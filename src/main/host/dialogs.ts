import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import type { ConsolePorts } from '../ports/console.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createDialogTurn, dialogText } from './one-dialog.ts'
import { spendActivation } from './spend-activation.ts'
import { writePrivately } from '../lib/write-privately.ts'

/** What an operator picks and agrees to, in the system's own dialogs over the window. */
export function createDialogs(
  window: () => BrowserWindow | undefined,
  isApproving: () => boolean
): ConsolePorts['dialogs'] {
  const takeTurn = createDialogTurn(isApproving)
  const inTurn = <T>(show: () => Promise<T>): Promise<T> =>
    takeTurn(async () => {
      await beAlone(window())
      return show()
    })
  return {
    // Where kubectl has its own; where there is none, the dialog begins where the system likes.
    chooseKubeconfig: (title) => inTurn(() => chooseOver(window(), title, join(app.getPath('home'), '.kube'))),
    chooseFile: (title) => inTurn(() => chooseOver(window(), title, app.getPath('home'))),
    confirmTrust: (question) => inTurn(() => confirmOver(window(), question)),
    saveReport: (markdown, suggestedName) => inTurn(() => saveOver(window(), markdown, suggestedName, report)),
    saveZip: (content, suggestedName) => inTurn(() => saveOver(window(), content, suggestedName, zip)),
    // The dialog is the window's own: it comes with it.
    bringToFront() {
      const over = window()
      if (over?.isMinimized() === true) over.restore()
      over?.moveTop()
      over?.focus()
    }
  }
}

/** The page is to draw nothing over what is asked. */
async function beAlone(over: BrowserWindow | undefined): Promise<void> {
  if (over === undefined || (await spendActivation(over.webContents))) return
  const remedy = 'Reload the window, then try again.'
  throw new FailureError(failureOf('conflict', 'The window does not respond: nothing was asked.', { remedy }))
}

async function chooseOver(over: BrowserWindow | undefined, title: string, defaultPath: string): Promise<string | null> {
  const options = {
    title: dialogText({ title, detail: '' }).title,
    defaultPath,
    properties: ['openFile' as const, 'showHiddenFiles' as const]
  }
  const { canceled, filePaths } = await (over === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(over, options))
  return canceled ? null : (filePaths[0] ?? null)
}

const report = { title: 'Save the report', filters: [{ name: 'Markdown', extensions: ['md'] }] }
const zip = { title: 'Save the evidence', filters: [{ name: 'Zip', extensions: ['zip'] }] }

async function saveOver(
  over: BrowserWindow | undefined,
  content: string | Uint8Array,
  name: string,
  what: typeof report
): Promise<string | null> {
  const options = { ...what, defaultPath: join(app.getPath('documents'), name) }
  const { canceled, filePath } = await (over === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(over, options))
  if (canceled || filePath === '') return null
  await writePrivately(filePath, content)
  return filePath
}

/**
 * Asks in the system's own dialog, over the window where there is one; cancelling is what enter and escape do.
 * @returns whether the button that agrees was pressed.
 */
export async function confirmOver(
  over: BrowserWindow | undefined,
  question: Parameters<ConsolePorts['dialogs']['confirmTrust']>[0],
  cancelText = 'Cancel'
): Promise<boolean> {
  const cancel = 0
  const { title, detail } = dialogText(question)
  const options = {
    type: 'warning' as const,
    message: title,
    detail,
    buttons: [cancelText, question.action],
    defaultId: cancel,
    cancelId: cancel,
    noLink: true
  }
  const { response } = await (over === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(over, options))
  return response !== cancel
}
