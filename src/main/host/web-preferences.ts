import type { Session, WebPreferences } from 'electron'

/** Every protection said aloud, also where it is the default. */
export function webPreferences(preload: string, session: Session, devTools: boolean): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // `alert` and its like would look as what main asks, with words of the page's, as many and as large as it likes.
    disableDialogs: true,
    javascript: true,
    images: true,
    devTools
  }
}
