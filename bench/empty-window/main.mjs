import { app, BrowserWindow } from 'electron'

// What every Electron app costs before it does anything: the baseline of the start and memory measures.
await app.whenReady()
const window = new BrowserWindow({ width: 1440, height: 900 })
await window.loadURL('data:text/html,<h1>empty</h1>')
