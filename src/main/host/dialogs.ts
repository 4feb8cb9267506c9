import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { ConsolePorts } from '../ports/console.ts'

const kubeconfigLimitBytes = 4 * 1_048_576

/** The two files that an operator picks, with the system's own dialogs over the window. */
export function createDialogs(window: () => BrowserWindow | undefined): ConsolePorts['dialogs'] {
  return {
    async openKubeconfig() {
      const options = { title: 'Open a kubeconfig', properties: ['openFile' as const, 'showHiddenFiles' as const] }
      const over = window()
      const { canceled, filePaths } = await (over === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(over, options))
      const [path] = filePaths
      if (canceled || path === undefined) return null
      const { size } = await stat(path)
      if (size > kubeconfigLimitBytes) {
        throw new FailureError(failureOf('badInput', `${path} has ${size} bytes; that is no kubeconfig.`))
      }
      return { path, text: await readFile(path, 'utf8') }
    },
    async saveReport(markdown, suggestedName) {
      const options = {
        title: 'Save the report',
        defaultPath: join(app.getPath('documents'), suggestedName),
        filters: [{ name: 'Markdown', extensions: ['md'] }]
      }
      const over = window()
      const { canceled, filePath } = await (over === undefined
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(over, options))
      if (canceled || filePath === '') return null
      await writeFile(filePath, markdown)
      return filePath
    }
  }
}
