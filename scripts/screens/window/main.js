import { app, BrowserWindow } from 'electron'

app.on('window-all-closed', () => {
  app.quit()
})

// An empty window for the pictures: it has none of the app's rights and loads only what it is told to. Not awaited,
// because Electron gets ready only after this module has been evaluated.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true }
  })
  return window.loadURL('about:blank')
})
