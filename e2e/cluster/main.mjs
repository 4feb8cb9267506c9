import { main } from '../../scripts/setup/say.mjs'
import { startControlPlane } from './control-plane.mjs'

await main(async () => {
  const cluster = await startControlPlane()
  process.stdout.write(
    `${JSON.stringify({ ready: true, server: cluster.server, kubeconfigs: cluster.kubeconfigs, logs: cluster.logs })}\n`
  )
  await new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, resolve)
  })
  await cluster.stop()
})
