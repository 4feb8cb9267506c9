import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../app.ts'
import { otherUser } from '../other-user.ts'

// Somebody sets variables for the program that the operator starts.

test('a packaged app dates its record by its own clock, whatever the variables of tests say', async () => {
  test.setTimeout(180_000)
  const user = await otherUser()
  test.skip(user === undefined, 'only root can become another user')
  if (user === undefined) return
  const profile = join(user.home, 'profile')
  const clock = { simulatedAt: '2031-01-01T00:00:00.000Z', realAt: new Date().toISOString(), speed: 50 }
  const { PATH, DISPLAY, XAUTHORITY } = process.env
  const args = [user.app, `--user-data-dir=${profile}`, '--disable-gpu']
  const env = {
    PATH,
    DISPLAY,
    XAUTHORITY,
    HOME: user.home,
    BACKOUT_AS_PACKAGED: '1',
    BACKOUT_JOURNAL_ANYWHERE: '1',
    BACKOUT_E2E: '1',
    BACKOUT_CLOCK: JSON.stringify(clock)
  }
  const child = spawn(user.executable, args, { env, stdio: 'ignore' })
  try {
    const record = async (): Promise<string> => {
      const folder = join(profile, 'journal')
      const [segment] = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.journal')) : []
      return segment === undefined ? '' : readFile(join(folder, segment), 'utf8')
    }
    await expect.poll(record, { timeout: 90_000 }).toContain('"kind":"journal.open"')
    expect(await record()).not.toContain('2031-01-01T')
  } finally {
    child.kill('SIGKILL')
    await user.remove()
  }
})
