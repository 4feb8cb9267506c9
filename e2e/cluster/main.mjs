import { main } from '../../scripts/setup/say.mjs'
import { withControlPlane } from './control-plane.mjs'

// npm run cluster: a control plane until a signal, or until the process that started this is gone.
await main(async () => {
  await withControlPlane(async ({ server, kubeconfigs, logs }, { asked }) => {
    process.stdout.write(`${JSON.stringify({ ready: true, server, kubeconfigs, logs })}\n`)
    await asked
  })
})
