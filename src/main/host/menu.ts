import { Menu, type MenuItemConstructorOptions } from 'electron'

/** macOS needs a menu for copy and paste to work at all; elsewhere the window has none. */
export function setMinimalMenu(platform: NodeJS.Platform): void {
  if (platform !== 'darwin') {
    Menu.setApplicationMenu(null)
    return
  }
  const template: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
