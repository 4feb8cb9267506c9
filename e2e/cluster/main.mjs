import { ensureDependencies } from '../../scripts/setup/dependencies.mjs'
import { main, Trouble } from '../../scripts/setup/say.mjs'
import { withControlPlane } from './control-plane.mjs'

// npm run cluster: a control plane until a signal, or until the process that started this is gone.
await main(async () => {
  const [unknown] = process.argv.slice(2)
  if (unknown !== undefined) throw new Trouble(`npm run cluster takes no arguments: ${unknown}`, 2)
  await ensureDependencies()
  await withControlPlane(async ({ server, kubeconfigs, logs }, { asked }) => {
    process.stdout.write(`${JSON.stringify({ ready: true, server, kubeconfigs, logs })}\n`)
    await asked
  })
})
