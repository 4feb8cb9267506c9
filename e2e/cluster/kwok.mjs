import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/**
 * KWOK's configuration: how nodes and pods behave, the file that pod logs are read from, and what is behind port 9090 of every
 * pod: Prometheus.
 *
 * @param {{ logFile: string, metricsPort: number }} of
 */
export async function kwokConfiguration({ logFile, metricsPort }) {
  const stages = await readFile(fileURLToPath(new URL('./kwok-stages.yaml', import.meta.url)), 'utf8')
  return `${stages}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata:
  name: all
spec:
  logs:
    - containers: []
      logsFile: ${logFile}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterPortForward
metadata:
  name: prometheus
spec:
  forwards:
    - ports: [9090]
      target: { address: 127.0.0.1, port: ${metricsPort} }
`
}
