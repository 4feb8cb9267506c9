import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/**
 * KWOK's configuration: how nodes and pods behave, and the file that pod logs are read from.
 *
 * @param {string} logFile
 */
export async function kwokConfiguration(logFile) {
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
`
}
