import { app, BrowserWindow } from 'electron'

// What every Electron app costs before it does anything: the baseline of the start and memory measures. Nothing awaits
// at the top: Electron is not ready before its main module has been evaluated.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900 })
  return window.loadURL('data:text/html,<h1>empty</h1>')
})
