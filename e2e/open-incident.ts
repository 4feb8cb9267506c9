import type { App, LaunchOptions } from './app.ts'
import type { Drill } from './drill.ts'
import { readTruth } from './truth.ts'

/** Opens a drill as any cluster, by the command line, on the service that is ill; unset kind: production. */
export async function openIncident(launch: (options?: LaunchOptions) => Promise<App>, world: Drill): Promise<App> {
  const { namespace, deployment } = await readTruth(world)
  const cluster = ['--kubeconfig', world.kubeconfig, '--context', 'operator']
  const app = await launch({
    args: [...cluster, '--namespace', namespace, '--deployment', deployment],
    env: { BACKOUT_CLOCK: JSON.stringify(world.clock) }
  })
  await app.console.verdict.waitFor({ timeout: 30_000 })
  return app
}
