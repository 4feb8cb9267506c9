import { ipcRenderer, type IpcRendererEvent } from 'electron'
import { drawApproval } from './approval-page.ts'
import { approvalChannels, type SaidByApproval, type ShownApproval } from './approval-channels.ts'

/** Draws what main says, and says what is done to the page. The page itself has no script, and gets nothing of this. */
const say = (said: SaidByApproval): void => ipcRenderer.send(approvalChannels.said, said)

globalThis.window.addEventListener('DOMContentLoaded', () => {
  const draw = drawApproval(document, say)
  ipcRenderer.on(approvalChannels.show, (_event: IpcRendererEvent, shown: ShownApproval | null) => {
    draw(shown)
  })
})
