import type { MetricsTokens } from '../../ports/metrics-tokens.ts'
import type { AzureCloud } from '../../ports/azure.ts'
import { openSignIn, type OpenSignInOptions } from './open-sign-in.ts'
import type { AzureIdentity } from './azure-identity.ts'

/**
 * Whom a token is for that Azure Monitor takes from who queries a workspace, by cloud (grafana/grafana-azure-sdk-go
 * azsettings `prometheusResourceId`; kedacore/keda azure_managed_prometheus_http_round_tripper.go).
 */
const audiences: Readonly<Record<AzureCloud, string>> = {
  public: 'https://prometheus.monitor.azure.com',
  china: 'https://prometheus.monitor.azure.cn',
  usGov: 'https://prometheus.monitor.azure.us'
}

/** The scope to ask a token of, to read the metrics of a workspace of Azure Monitor. */
export function metricsScope(cloud: AzureCloud): string {
  return `${audiences[cloud]}/.default`
}

/** Whether a host is a query endpoint of a workspace of that cloud: `NAME-xxxx.REGION.prometheus.monitor.azure.com`. */
export function isWorkspaceHost(host: string, cloud: AzureCloud): boolean {
  return host.toLowerCase().endsWith(`.${new URL(audiences[cloud]).host}`)
}

/** A token that is refused again and again is no reason to ask for new ones all the time. */
const renewAtMostEveryMs = 10_000

/**
 * Tokens for the metrics of a workspace of Azure Monitor, of somebody who has signed in: nobody at the computer is asked. One is
 * had anew before it ends.
 * @param options.who as whom, in words
 */
export async function openMetricsTokens(
  options: Omit<OpenSignInOptions, 'abort'> & {
    readonly identity: AzureIdentity
    readonly scope: string
    readonly who: string
  }
): Promise<MetricsTokens> {
  const { identity, scope, who, ...place } = options
  const ending = new AbortController()
  const signIn = await openSignIn({ ...place, abort: ending.signal })
  let tokens = signIn.tokens(identity, scope, false)
  let renewedMs = -Infinity
  return {
    who,
    token: () => tokens(),
    renew() {
      if (performance.now() - renewedMs < renewAtMostEveryMs) return false
      renewedMs = performance.now()
      tokens = signIn.tokens(identity, scope, true)
      return true
    },
    close: () => ending.abort()
  }
}
