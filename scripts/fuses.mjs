import { resolve } from 'node:path'
import { ensureDependencies } from './setup/dependencies.mjs'
import { calledFrom } from './setup/folders.mjs'
import { main, misuse, say } from './setup/say.mjs'

const USAGE = [
  'usage: npm run --silent fuses -- set|check EXECUTABLE',
  '',
  'set    sets the fuses of an Electron that is to be packaged, before it is signed, and reads them back',
  'check  names each fuse that is not as a packaged Backout needs it',
  'Exit codes: 0 all are right, 1 some are not, 2 bad usage.'
].join('\n')

// npm run fuses -- check EXECUTABLE
await main(async () => {
  const [verb, executable, ...rest] = process.argv.slice(2)
  if ((verb !== 'set' && verb !== 'check') || executable === undefined || rest.length > 0)
    throw misuse('It takes set or check, and one EXECUTABLE.', USAGE)
  await ensureDependencies()
  const { setFuses, wrongFuses } = await import('./package/fuses.mjs')
  const path = resolve(calledFrom(), executable)
  if (verb === 'set') await setFuses(path)
  const wrong = await wrongFuses(path)
  for (const line of wrong) say(line)
  return wrong.length === 0 ? 0 : 1
}, USAGE)
