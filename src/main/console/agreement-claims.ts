import { canonicalJson } from '../lib/canonical-json.ts'
import type { WorkspaceDocument } from './workspace-document.ts'
import type { SavedAccount } from './saved-account.ts'
import type { SavedEnvironment } from './saved-environment.ts'

/** One thing that a person agreed to outside the window, as it is saved, with what it is for. */
export interface AgreementClaim {
  readonly purpose: 'program' | 'proxy' | 'server' | 'kind' | 'name' | 'prometheus' | 'azure' | 'account'
  readonly of: unknown
}

/** Pure. The same for equal claims of one place, and for no others. */
export function claimText({ purpose, of }: AgreementClaim, place: string): string {
  return canonicalJson({ version: 1, place, purpose, of })
}

/** What is said of one environment. None for what it counts as anyway: production, called as its context. */
export function environmentClaims(
  saved: SavedEnvironment
): Record<'kind' | 'name' | 'prometheus' | 'azure', AgreementClaim | null> {
  const { connectionId, context, kind, name, prometheus, azure } = saved
  const at = { connectionId, context }
  return {
    kind: kind === 'production' ? null : { purpose: 'kind', of: { ...at, kind } },
    name: name === context ? null : { purpose: 'name', of: { ...at, name } },
    prometheus: prometheus === null ? null : { purpose: 'prometheus', of: { ...at, prometheus } },
    azure: azure === null ? null : { purpose: 'azure', of: { ...at, azure } }
  }
}

/** Who signs in to Azure, where, and with which file. */
export function accountClaim({
  id,
  way,
  cloud,
  tenant,
  client,
  who,
  account,
  tokenFile
}: SavedAccount): AgreementClaim {
  return { purpose: 'account', of: { id, way, cloud, tenant, client, who, account, tokenFile } }
}

/** Everything in a document that somebody must have agreed to. */
export function claimsIn(
  document: Pick<WorkspaceDocument, 'approvals' | 'proxies' | 'servers' | 'environments' | 'azureAccounts'>
): readonly AgreementClaim[] {
  return [
    ...document.approvals.map((of) => ({ purpose: 'program' as const, of })),
    ...document.proxies.map((of) => ({ purpose: 'proxy' as const, of })),
    ...(document.servers ?? []).map((of) => ({ purpose: 'server' as const, of })),
    ...document.environments.flatMap((each) =>
      Object.values(environmentClaims(each)).filter((claim) => claim !== null)
    ),
    ...document.azureAccounts.map(accountClaim)
  ]
}
