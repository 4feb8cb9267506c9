import type { RiskyField } from '../../../contract/index.ts'
import { loadsOtherCode } from '../auth/plugin-environment.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { EmbedProblems } from './embed-files.ts'
import type { Cluster, Context, User } from './model.ts'
import { shownArguments } from './secret-arguments.ts'
import { proxyProblem, serverProblem, shownUrl } from './server-url.ts'

type Treatment = RiskyField['treatment']

function risk(field: string, value: string, why: string, treatment: Treatment): RiskyField {
  return { field, value: visibleText(value, 300), why, treatment }
}

/** Everything about one context that the operator must see before it is used, refusals first. */
export function riskyFields(
  context: Context,
  cluster: Cluster | undefined,
  user: User | undefined,
  problems: EmbedProblems
): readonly RiskyField[] {
  const missing = [
    ...(cluster ? [] : [risk('cluster', context.cluster, 'The kubeconfig has no cluster of that name.', 'refused')]),
    ...(user || context.user === ''
      ? []
      : [risk('user', context.user, 'The kubeconfig has no user of that name.', 'refused')])
  ]
  const all = [...missing, ...clusterRisks(cluster, problems), ...userRisks(user, problems)]
  const order: readonly Treatment[] = ['refused', 'approval', 'warning']
  return all.toSorted((a, b) => order.indexOf(a.treatment) - order.indexOf(b.treatment))
}

function clusterRisks(cluster: Cluster | undefined, problems: EmbedProblems): readonly RiskyField[] {
  if (!cluster) return []
  const risks: RiskyField[] = []
  const server = serverProblem(cluster.server)
  if (server !== undefined) risks.push(risk('server', shownUrl(cluster.server), server, 'refused'))
  if (cluster.proxyUrl !== undefined) {
    const why = proxyProblem(cluster.proxyUrl)
    const shown = shownUrl(cluster.proxyUrl)
    risks.push(
      why === undefined
        ? risk('proxy-url', shown, 'All traffic to this cluster goes through this proxy.', 'approval')
        : risk('proxy-url', shown, why, 'refused')
    )
  }
  if (cluster.insecure && (cluster.caData !== undefined || cluster.caFile !== undefined))
    risks.push(
      risk(
        'insecure-skip-tls-verify',
        'true',
        'A certificate authority and skipping its check contradict each other; kubectl refuses this too.',
        'refused'
      )
    )
  else if (cluster.insecure)
    risks.push(
      risk(
        'insecure-skip-tls-verify',
        'true',
        'Anyone on the network can pose as this cluster. Nothing is changed through it.',
        'warning'
      )
    )
  if (cluster.tlsServerName !== undefined && !isServerName(cluster))
    risks.push(
      risk(
        'tls-server-name',
        cluster.tlsServerName,
        'The certificate is checked against this name instead of the name of the server.',
        'warning'
      )
    )
  if (cluster.caFile !== undefined) risks.push(unread('certificate-authority', cluster.caFile, problems))
  return risks
}

function isServerName({ server, tlsServerName }: Cluster): boolean {
  return URL.canParse(server) && new URL(server).hostname === tlsServerName
}

function userRisks(user: User | undefined, problems: EmbedProblems): readonly RiskyField[] {
  if (!user) return []
  const risks: RiskyField[] = []
  if (user.authProvider !== undefined)
    risks.push(
      risk(
        'auth-provider',
        user.authProvider,
        'Legacy auth providers were removed from Kubernetes. Use an exec plugin such as kubelogin.',
        'refused'
      )
    )
  if (user.certFile !== undefined) risks.push(unread('client-certificate', user.certFile, problems))
  if (user.keyFile !== undefined) risks.push(unread('client-key', user.keyFile, problems))
  if (user.tokenFile !== undefined) risks.push(unread('tokenFile', user.tokenFile, problems))
  if (user.tokenFrom !== undefined)
    risks.push(
      risk(
        'tokenFile',
        user.tokenFrom,
        'Its content was copied now, and is sent to the server as the token.',
        'warning'
      )
    )
  if (user.exec) {
    const line = [user.exec.command, ...shownArguments(user.exec.args)].join(' ')
    if (/[\\/]/.test(user.exec.command) && !/^([\\/](?![\\/])|[A-Za-z]:[\\/])/.test(user.exec.command))
      risks.push(
        risk(
          'exec.command',
          line,
          'A relative program path depends on the folder it is started from. Write the absolute path.',
          'refused'
        )
      )
    else if (user.token !== undefined)
      risks.push(
        risk('exec', line, 'The user also has a token; the token is used and the plugin is not run.', 'warning')
      )
    else risks.push(risk('exec', line, 'This program runs on this computer to get credentials.', 'approval'))
    const loading = user.exec.env.map(({ name }) => name).filter(loadsOtherCode)
    if (loading.length > 0)
      risks.push(
        risk(
          'exec.env',
          loading.join(', '),
          'These variables would run other code than the program that is approved.',
          'refused'
        )
      )
  }
  if (user.token !== undefined && user.username !== undefined)
    risks.push(risk('username', user.username, 'The user has a token and a password; only one is allowed.', 'refused'))
  if (user.impersonate)
    risks.push(
      risk(
        'as',
        [user.impersonate.user, ...user.impersonate.groups].join(', '),
        'Every request is made as this other user.',
        'warning'
      )
    )
  return risks
}

function unread(field: string, path: string, problems: EmbedProblems): RiskyField {
  return risk(field, path, problems.get(path) ?? 'The file was not embedded. Import the kubeconfig again.', 'refused')
}
