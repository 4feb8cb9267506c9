import { ensureDependencies } from '../../scripts/setup/dependencies.mjs'
import { main, misuse } from '../../scripts/setup/say.mjs'
import { withControlPlane } from './control-plane.mjs'

const USAGE = [
  'usage: npm run cluster',
  '',
  'A real control plane with Flagger on this machine until SIGTERM; one line of JSON says where. Needs Go.'
].join('\n')

// npm run cluster: a control plane until a signal, or until the process that started this is gone.
await main(async () => {
  const [unknown] = process.argv.slice(2)
  if (unknown !== undefined) throw misuse(`npm run cluster takes no arguments: ${unknown}.`, USAGE)
  await ensureDependencies()
  await withControlPlane(async ({ server, kubeconfigs, logs }, { asked }) => {
    process.stdout.write(`${JSON.stringify({ ready: true, server, kubeconfigs, logs })}\n`)
    await asked
  })
}, USAGE)
