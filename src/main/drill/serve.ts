import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { Effect } from './api/ports.ts'
import { createApiServer } from './api/server.ts'
import type { AzureAddresses } from './azure/serve-azure.ts'
import { serveAzure } from './azure/serve-azure.ts'
import type { LiveClock } from './clock/simulation.ts'
import { mintCertificates } from './control/certificates.ts'
import { startControlServer } from './control/control-server.ts'
import { createFaultBoard } from './control/faults.ts'
import { openFrontDoor } from './control/front-door.ts'
import { writeKubeconfig } from './control/kubeconfig.ts'
import { reportOn, truthOf } from './control/report.ts'
import type { ScenarioId } from './scenarios/plan.ts'
import type { World } from './world/world.ts'
import { createWorld } from './world/world.ts'

export interface ServeOptions {
  readonly scenario: ScenarioId
  readonly seed: number
  /** Simulated seconds per real second. */
  readonly speed: number
}

/** The first line of the drill's standard output. */
export interface ReadyLine {
  readonly ready: true
  /** Path of a kubeconfig that only this user can read; it disappears with the drill. */
  readonly kubeconfig: string
  readonly server: string
  /** Base address of the referee's port. */
  readonly control: string
  readonly clock: LiveClock
  /** Only where the scenario is about regions. */
  readonly azure?: AzureAddresses
}

export interface ServedDrill {
  readonly ready: ReadyLine
  readonly world: World
  close(): Promise<void>
}

/** Builds the world, opens its doors and lets time run. */
export async function serveDrill(options: ServeOptions): Promise<ServedDrill> {
  const minting = mintCertificates()
  const token = (): string => randomBytes(24).toString('base64url')
  const faults = createFaultBoard()
  const startMs = Math.floor(Date.now() / 1000) * 1000
  const world = createWorld({ ...options, startMs, token, faults: faults.plan })
  const certificates = await minting
  const effects: Effect[] = []
  for (const fault of world.plan.azure?.faults ?? []) faults.add(fault)
  const api = createApiServer({
    store: world.store,
    now: () => world.simulation.now(),
    catchUp: () => world.simulation.catchUp(),
    users: [world.users.operator, world.users.viewer],
    tls: certificates.server,
    podLogs: world.podLogs,
    serviceProxy: world.serviceProxy,
    podPorts: world.podPorts,
    recordEffect: (effect) => effects.push(effect),
    faults: faults.plan
  })
  const { port } = await api.listen(0)
  const door = await openFrontDoor(port)
  const server = `https://127.0.0.1:${door.port}`
  const kubeconfig = writeKubeconfig({
    cluster: world.plan.cluster,
    server,
    ca: certificates.ca,
    namespace: world.plan.namespace,
    operator: world.users.operator,
    viewer: world.users.viewer
  })
  const azure =
    world.azure === undefined
      ? undefined
      : await serveAzure({
          world: world.azure,
          simulation: world.simulation,
          certificates,
          faults: faults.plan,
          recordEffect: (effect) => effects.push(effect),
          secret: token(),
          folder: dirname(kubeconfig.file),
          startMs: world.startMs
        })
  const control = await startControlServer({
    report: () => {
      world.simulation.catchUp()
      return reportOn(world, effects)
    },
    truth: () => truthOf(world),
    faults,
    dropConnections: () => door.drop(),
    azure: azure?.referee
  })
  const clock = world.simulation.goLive()
  return {
    ready: {
      ready: true,
      kubeconfig: kubeconfig.file,
      server,
      control: control.url,
      clock,
      ...(azure === undefined ? {} : { azure: azure.addresses })
    },
    world,
    async close() {
      kubeconfig.remove()
      azure?.close()
      world.simulation.stop()
      control.close()
      door.close()
      await api.close()
    }
  }
}
