import { ensureDependencies } from './setup/dependencies.mjs'
import { withSources } from './setup/load-sources.mjs'
import { main, misuse } from './setup/say.mjs'

const USAGE = [
  'usage: npm run --silent levers',
  '',
  'Prints what the registry knows of each lever, in the order in which they are shown, one line of JSON a lever:',
  '  id         names it in journals, results and scenarios',
  '  title      what the window calls it',
  '  actions    kinds of mutation that it plans',
  '  scenarios  of the drill: where it helps, and where it is refused',
  '  fidelity   commands that what it sends is compared with',
  '  undo       the way back'
].join('\n')

// npm run levers
await main(async () => {
  const [arg] = process.argv.slice(2)
  if (arg !== undefined) throw misuse(`There is no ${arg}.`, USAGE)
  await ensureDependencies()
  await withSources(async (load) => {
    const { levers } = await load('/src/main/levers/registry.ts')
    for (const { id, title, knows } of levers.values()) {
      const { actions, scenarios, fidelity, undo } = knows
      process.stdout.write(`${JSON.stringify({ id, title, actions, scenarios, fidelity, undo })}\n`)
    }
  })
}, USAGE)
