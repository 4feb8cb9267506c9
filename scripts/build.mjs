import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { main } from './setup/say.mjs'

const USAGE = ['usage: npm run build', '', 'Builds out/ whether or not it looks up to date.'].join('\n')

// npm run build: builds out/ whether or not it looks up to date.
await main(async () => {
  await ensureDependencies()
  await ensureBuild({ force: true })
}, USAGE)
