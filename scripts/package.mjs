import { resolve } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { calledFrom } from './setup/folders.mjs'
import { main, misuse, say } from './setup/say.mjs'

const USAGE = [
  'usage: npm run --silent package -- FOLDER',
  '',
  'Makes an app in a FOLDER that is not there yet: Electron, an archive of what was built, and the fuses set.',
  'It is not signed. Exit codes: 0 made, 2 bad usage.'
].join('\n')

// npm run package -- FOLDER
await main(async () => {
  const [folder, ...rest] = process.argv.slice(2)
  if (folder === undefined || folder.startsWith('-') || rest.length > 0) throw misuse('It takes one FOLDER.', USAGE)
  await ensureDependencies()
  const electron = await ensureElectron()
  await ensureBuild()
  const { makeApp } = await import('./package/make-app.mjs')
  say(`made ${await makeApp(electron.folder, resolve(calledFrom(), folder))}`)
  return 0
}, USAGE)
