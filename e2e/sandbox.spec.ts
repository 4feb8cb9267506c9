import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPrivateKeychain } from '../scripts/setup/private-keychain.mjs'
import { expect, launchApp, test } from './app.ts'
import { otherUser } from './other-user.ts'

test('as a user without rights the window runs inside the Chromium sandbox', async ({}, info) => {
  const user = await otherUser()
  test.skip(user === undefined, 'only root can become another user')
  if (user === undefined) return
  const keychain = await startPrivateKeychain({ uid: user.uid, gid: user.gid })
  const app = await launchApp({
    as: user,
    profile: join(user.home, 'profile'),
    scratch: user.home,
    keychain: keychain.env,
    log: info.outputPath('app.log')
  })
  try {
    await expect(app.window.getByRole('main')).toBeVisible()
    expect(await app.electron.evaluate(({ app: electron }) => electron.commandLine.hasSwitch('no-sandbox'))).toBe(false)
    const renderer = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId()
    )
    const status = await readFile(`/proc/${renderer}/status`, 'utf8')
    // A sandboxed renderer filters its system calls (2) and can gain no rights.
    expect(status).toMatch(/^Seccomp:\t2$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    expect(Number(/^Uid:\t(\d+)/m.exec(status)?.[1])).toBe(user.uid)
  } finally {
    await app.close()
    await keychain.stop()
    await user.remove()
  }
})
