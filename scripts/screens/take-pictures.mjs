import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { root } from '../setup/folders.mjs'
import { buildFixtures } from './build-fixtures.mjs'
import { pictures } from './pictures.mjs'
import { serveFixtures } from './serve-fixtures.mjs'

/**
 * Opens each state in a real window and photographs it.
 *
 * @param {object} options
 * @param {string} options.executable
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.out
 * @param {readonly string[]} [options.names] of the pictures that are taken; all when left out
 * @param {readonly string[]} [options.parts] of names, of which one is enough
 * @returns {Promise<number>} how many pictures were taken
 */
export async function takePictures({ executable, env, out, names, parts }) {
  const folder = await buildFixtures()
  const server = await serveFixtures(folder)
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: executable,
    args: [...sandbox, join(root, 'scripts/screens/window')],
    env: /** @type {Record<string, string>} */ (env)
  })
  try {
    const page = await app.firstWindow()
    /** @type {string[]} */
    const complaints = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => {
      complaints.push(error.message)
    })
    await mkdir(out, { recursive: true })
    const wanted = pictures
      .filter(({ name }) => names?.includes(name) ?? true)
      .filter(({ name }) => parts?.some((part) => name.includes(part)) ?? true)
    for (const picture of wanted) {
      await page.setViewportSize({ width: picture.width, height: picture.height })
      const refused = picture.refused ? '&refused' : ''
      const query = `state=${picture.state}&theme=${picture.theme}${refused}`
      await page.goto(`${server.address}/fixtures/index.html?${query}`)
      await page.locator('[data-testid="band"]').waitFor()
      await page.evaluate(() => document.fonts.ready)
      await settle(page)
      for (const key of picture.keys ?? []) await page.keyboard.press(key)
      await settle(page)
      // Hiding the caret would add a style element, which the policy refuses. The terminal's scroll bar fades.
      await page.screenshot({ path: join(out, `${picture.name}.png`), caret: 'initial', animations: 'disabled' })
      if (complaints.length > 0) throw new Error(`${picture.name}: ${complaints.join('; ')}`)
    }
    return wanted.length
  } finally {
    await app.close()
    await server.stop()
  }
}

/**
 * Waits until the terminal, where there is one, has drawn its lines, and for two frames.
 *
 * @param {import('playwright-core').Page} page
 */
async function settle(page) {
  const log = page.locator('[data-testid="command-log"]')
  const tab = page.locator('#tab-commands[aria-selected="true"]')
  if (await tab.count()) {
    await log.waitFor()
    // The terminal draws nothing while it is scrolled out of view.
    const isInView = await log.evaluate((element) => element.getBoundingClientRect().top < innerHeight)
    if (isInView && (await page.locator('[data-testid="command"]').count()) > 0) {
      await page.locator('.xterm-rows').getByText('Z').first().waitFor()
    }
  }
  // What draws over a longer time is loaded when it is first shown.
  if (await page.locator('#tab-charts[aria-selected="true"]').count())
    await page.locator('[data-focus="charts"]').first().waitFor()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
