import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { calledFrom, root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main, misuse } from './setup/say.mjs'

const USAGE = [
  'usage: npm run --silent journal -- verify FILE',
  '',
  'FILE is a journal, a segment of one, or the folder that holds them.',
  'Exit codes: 0 intact, 1 torn, forked or altered, 2 not a journal, or bad usage.'
].join('\n')

// npm run journal -- verify FILE
await main(async () => {
  const [verb, ...rest] = process.argv.slice(2)
  if (verb !== 'verify' || rest.length !== 1) {
    const reason = verb === undefined || verb === 'verify' ? 'verify takes one FILE' : `There is no ${verb}`
    throw misuse(`${reason}.`, USAGE)
  }
  await ensureDependencies()
  await ensureBuild()
  const program = join(root, 'out', 'main', 'journal-verify.js')
  return runInPlace(process.execPath, [program, 'verify', ...rest], { cwd: calledFrom() })
}, USAGE)
