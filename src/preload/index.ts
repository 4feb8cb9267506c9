import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { BackoutApi, FeedMessage } from '../contract/index.ts'
import { paced } from './paced.ts'
import { channels } from './channels.ts'
import { createHearing } from './what-main-may-hear.ts'

const nowMs = () => performance.now()
const refusal = createHearing(nowMs)
/** As main takes it: each time it sends the value of every feed. */
const listens = paced({ burst: 20, perSecond: 10 }, nowMs)

/** Everything the page can reach outside itself. Main checks each message; nothing is trusted because it came from here. */
const api: BackoutApi = {
  async request(name, input) {
    // Of main's own answers, which are checked there; a refusal has no value.
    return (refusal(name, input) ?? (await ipcRenderer.invoke(channels.request, name, input))) as never
  },
  subscribe(listener) {
    // The event carries objects of Electron and stays on this side.
    const pass = (_event: IpcRendererEvent, messages: readonly FeedMessage[]): void => {
      for (const message of messages) listener(message)
    }
    ipcRenderer.on(channels.feed, pass)
    listens.ask(() => ipcRenderer.send(channels.feed))
    return () => {
      ipcRenderer.removeListener(channels.feed, pass)
    }
  }
}

contextBridge.exposeInMainWorld('backout', Object.freeze(api))
