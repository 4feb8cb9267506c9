import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { calledFrom, root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main } from './setup/say.mjs'

const { lines } = JSON.parse(readFileSync(join(root, 'resources', 'drills', 'usage.json'), 'utf8'))

// npm run drill -- --list | --scenario ID --serve | --scenario ID --autopilot
// The simulated world by itself, or the headless console that plays it. Usage errors are answered by those programs.
await main(async () => {
  const args = process.argv.slice(2)
  await ensureDependencies()
  await ensureBuild()
  const program = args.includes('--autopilot') ? 'headless.js' : 'drill.js'
  return runInPlace(process.execPath, [join(root, 'out', 'main', program), ...args], { cwd: calledFrom() })
}, lines.join('\n'))
