import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { startDrill } from '../e2e/drill.ts'
import { createKubeConnection } from '../src/main/connections/index.ts'
import { kubePath } from '../src/main/providers/kubernetes/kube-path.ts'
import type { KubeObject } from '../src/main/ports/kube.ts'

/** A drill as a process of its own, and the arguments that open one of its services in the console. */
export interface DrillService {
  readonly args: readonly string[]
  readonly stop: () => Promise<void>
}

/** Starts a drill where nothing is wrong and picks a service of it. */
export async function openDrillService(): Promise<DrillService> {
  const drill = await startDrill({ scenario: 'healthy' })
  try {
    const connection = await createKubeConnection({
      // As JSON, which is YAML too: the loader of the measures is gone once they run, and with it lazy imports.
      kubeconfig: JSON.stringify(parse(await readFile(drill.kubeconfig, 'utf8'))),
      context: 'operator',
      environmentName: 'bench',
      version: '0.1.0',
      env: {},
      approvals: { isApproved: () => false, isProxyApproved: () => false }
    })
    const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments' })
    const { items } = await connection.reader.list(path).finally(() => connection.close())
    // The one that is released most often has users; the platform's own have none.
    const [busiest] = items.toSorted((a, b) => revisionOf(b) - revisionOf(a))
    const { namespace = '', name = '' } = busiest?.metadata ?? {}
    const place = ['--context', 'operator', '--namespace', namespace, '--deployment', name]
    return { args: ['--kubeconfig', drill.kubeconfig, ...place], stop: drill.stop }
  } catch (error) {
    await drill.stop()
    throw error
  }
}

export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
}
