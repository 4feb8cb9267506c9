import { main } from '../../scripts/setup/say.mjs'
import { startControlPlane } from './control-plane.mjs'
import { askedToEnd } from './ending.mjs'

await main(async () => {
  const cluster = await startControlPlane()
  process.stdout.write(
    `${JSON.stringify({ ready: true, server: cluster.server, kubeconfigs: cluster.kubeconfigs, logs: cluster.logs })}\n`
  )
  await askedToEnd()
  await cluster.stop()
})
