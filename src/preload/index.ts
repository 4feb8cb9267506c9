import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { BackoutApi, FeedMessage } from '../contract/index.ts'
import { channels } from './channels.ts'

/** Everything the page can reach outside itself. Main checks each message; nothing is trusted because it came from here. */
const api: BackoutApi = {
  request: (name, input) => ipcRenderer.invoke(channels.request, name, input),
  subscribe(listener) {
    // The event carries objects of Electron and stays on this side.
    const pass = (_event: IpcRendererEvent, messages: readonly FeedMessage[]): void => {
      for (const message of messages) listener(message)
    }
    ipcRenderer.on(channels.feed, pass)
    ipcRenderer.send(channels.feed)
    return () => {
      ipcRenderer.removeListener(channels.feed, pass)
    }
  }
}

contextBridge.exposeInMainWorld('backout', Object.freeze(api))
