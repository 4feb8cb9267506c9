import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { main, misuse, say } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { hasNoDisplay, startVirtualDisplay } from './setup/virtual-display.mjs'

const USAGE = [
  'usage: npm run screens [-- --only NAME[,NAME]] [--out DIR] [--against DIR]',
  '       npm run screens -- --shown',
  '',
  'Takes pictures of the window, one for each of its states.',
  '  --only NAME    those whose name has NAME in it',
  '  --out DIR      where to; test-results/screens when left out',
  '  --against DIR  says which differ from those that an earlier run left there',
  '  --shown        renews those that README and docs show, in docs/screens'
].join('\n')

// npm run screens [-- --only NAME[,NAME]] [--out DIR] [--against DIR] | --shown
await main(async () => {
  const { only, against, shown, out = shown ? 'docs/screens' : 'test-results/screens' } = options(process.argv.slice(2))
  const folder = resolve(root, out)
  const parts = only?.split(',')
  await ensureDependencies()
  await ensureSystemPackages({ virtual: true })
  const electron = await ensureElectron()
  const display = hasNoDisplay() ? await startVirtualDisplay() : null
  const { takePictures } = await import('./screens/take-pictures.mjs')
  const { compareScreens } = await import('./screens/compare.mjs')
  const { shownPictures } = await import('./screens/shown.mjs')
  try {
    const taken = await takePictures({
      executable: electron.executable,
      env: { ...process.env, ...display?.env },
      out: folder,
      ...(shown ? { names: await shownPictures() } : {}),
      ...(parts === undefined ? {} : { parts })
    })
    say(`${taken} pictures in ${relative(root, folder)}`)
    if (against !== undefined) {
      const found = await compareScreens(folder, resolve(root, against), parts)
      for (const [what, names] of Object.entries(found)) for (const name of names) say(`${what}: ${name}`)
      if (Object.values(found).every((names) => names.length === 0)) say('all as they were')
    }
    return 0
  } finally {
    await display?.stop()
  }
}, USAGE)

/**
 * @param {readonly string[]} args
 * @throws {Trouble} with exit code 2 on anything else
 */
function options(args) {
  try {
    const text = /** @type {const} */ ({ type: 'string' })
    return parseArgs({ args: [...args], options: { only: text, out: text, against: text, shown: { type: 'boolean' } } })
      .values
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), USAGE)
  }
}
