import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { calledFrom, root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main, Trouble } from './setup/say.mjs'

// npm run journal -- verify FILE
await main(async () => {
  const [verb, ...rest] = process.argv.slice(2)
  if (verb !== 'verify' || rest.length !== 1) {
    throw new Trouble('usage: npm run --silent journal -- verify FILE', 2)
  }
  await ensureDependencies()
  await ensureBuild()
  const program = join(root, 'out', 'main', 'journal-verify.js')
  return runInPlace(process.execPath, [program, 'verify', ...rest], { cwd: calledFrom() })
})
