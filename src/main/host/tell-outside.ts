import { BrowserWindow, Notification } from 'electron'
import type { ConsolePorts } from '../ports/console.ts'

/** What is shown is kept until it is gone: one that nobody holds may be collected before it is clicked. */
const shown = new Set<Notification>()

/** A notification of the operating system, silent unless it is to be heard; a click brings the window to the front. */
export const tellOutside: NonNullable<ConsolePorts['notify']> = ({ title, body, isLoud }) => {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body: body.slice(0, 400), silent: !isLoud })
  shown.add(notification)
  notification.on('close', () => shown.delete(notification))
  notification.on('click', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  notification.show()
}
