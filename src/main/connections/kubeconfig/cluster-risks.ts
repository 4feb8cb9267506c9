import type { RiskyField } from '../../../contract/index.ts'
import { holdsPem } from './client-certificate.ts'
import type { EmbedProblems } from './embed-files.ts'
import type { Cluster } from './model.ts'
import { risk, riskOfUnread } from './risk.ts'
import { proxyProblem, serverProblem, shownUrl } from './server-url.ts'

/** What of a cluster must be seen before it is used. */
export function clusterRisks(cluster: Cluster | undefined, problems: EmbedProblems): readonly RiskyField[] {
  if (!cluster || cluster.problem !== undefined) return []
  const server = serverProblem(cluster.server)
  return [
    ...(server === undefined ? [] : [risk('server', shownUrl(cluster.server), server, 'refused')]),
    ...proxyRisk(cluster),
    ...verificationRisk(cluster),
    ...(cluster.tlsServerName === undefined || cluster.tlsServerName === hostOf(cluster.server)
      ? []
      : [
          risk(
            'tls-server-name',
            cluster.tlsServerName,
            'The certificate is checked against this name instead of the name of the server.',
            'warning'
          )
        ]),
    ...(cluster.caFile === undefined ? [] : [riskOfUnread('certificate-authority', cluster.caFile, problems)])
  ]
}

function proxyRisk({ proxyUrl }: Cluster): readonly RiskyField[] {
  if (proxyUrl === undefined) return []
  const why = proxyProblem(proxyUrl)
  const shown = shownUrl(proxyUrl)
  return [
    why === undefined
      ? risk('proxy-url', shown, 'All traffic to this cluster goes through this proxy.', 'approval')
      : risk('proxy-url', shown, why, 'refused')
  ]
}

function verificationRisk({ insecure, caData, caFile }: Cluster): readonly RiskyField[] {
  const names = caData !== undefined || caFile !== undefined
  if (insecure)
    return [
      names
        ? risk(
            'insecure-skip-tls-verify',
            'true',
            'A certificate authority and skipping its check contradict each other; kubectl refuses this too.',
            'refused'
          )
        : risk(
            'insecure-skip-tls-verify',
            'true',
            'Anyone on the network can pose as this cluster. Nothing is changed through it.',
            'warning'
          )
    ]
  if (caData === undefined || holdsPem(caData, 'CERTIFICATE')) return []
  const why = 'It holds no certificate, so no server could be trusted. Write base64 of a PEM file there.'
  return [risk('certificate-authority-data', '', why, 'refused')]
}

function hostOf(server: string): string | undefined {
  return URL.canParse(server) ? new URL(server).hostname : undefined
}
