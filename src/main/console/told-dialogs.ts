import type { ConsolePorts } from '../ports/console.ts'
import type { Shell } from './shell.ts'

/**
 * The host's dialogs, while one of which is open the window says so: a window of its own may lie behind others, and the page
 * takes no click until it is answered.
 */
export function toldDialogs(dialogs: ConsolePorts['dialogs'], shell: Pick<Shell, 'set'>): ConsolePorts['dialogs'] {
  let isOpen = false
  async function told<T>(title: string, work: () => Promise<T>): Promise<T> {
    // A second one is turned away by the host; it does not end the first.
    if (isOpen) return work()
    isOpen = true
    shell.set({ asking: { title, sinceAt: new Date().toISOString() } })
    try {
      return await work()
    } finally {
      isOpen = false
      shell.set({ asking: null })
    }
  }
  return {
    ...dialogs,
    chooseKubeconfig: (title) => told(title, () => dialogs.chooseKubeconfig(title)),
    chooseFile: (title) => told(title, () => dialogs.chooseFile(title)),
    confirmTrust: (question) => told(question.title, () => dialogs.confirmTrust(question)),
    saveReport: (markdown, name) => told('Save the report', () => dialogs.saveReport(markdown, name))
  }
}
