import { runChecks } from './checks.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { main } from './setup/say.mjs'

const USAGE = ['usage: npm run check', '', 'Types, lint, format, import rules, dead code. Starts nothing.'].join('\n')

// npm run check: types, lint, format, import rules, dead code. Starts nothing.
await main(async () => {
  await ensureDependencies()
  const { failed } = await runChecks()
  return failed === 0 ? 0 : 1
}, USAGE)
