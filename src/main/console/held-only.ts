import { environmentClaims, type AgreementClaim } from './agreement-claims.ts'
import type { SavedEnvironment } from './saved-environment.ts'
import type { WorkspaceDocument } from './workspace-document.ts'

type Holds = (claim: AgreementClaim) => boolean

/**
 * Pure. Without what nobody agreed to. A name stays, to be proposed and asked about; an account of Azure stays, to be signed
 * out: neither is used as it is.
 */
export function heldOnly(document: WorkspaceDocument, holds: Holds): WorkspaceDocument {
  return {
    ...document,
    approvals: document.approvals.filter((of) => holds({ purpose: 'program', of })),
    proxies: document.proxies.filter((of) => holds({ purpose: 'proxy', of })),
    servers: (document.servers ?? []).filter((of) => holds({ purpose: 'server', of })),
    environments: document.environments.map((each) => ({ ...asHeld(each, holds), name: each.name }))
  }
}

/** Pure. What an environment counts as: production, called as its context, with nothing set, where nobody agreed otherwise. */
export function asHeld(saved: SavedEnvironment, holds: Holds): SavedEnvironment {
  const { kind, name, prometheus, azure } = environmentClaims(saved)
  const isHeld = (claim: AgreementClaim | null): boolean => claim === null || holds(claim)
  return {
    ...saved,
    ...(isHeld(kind) ? {} : { kind: 'production', kindUnset: true }),
    name: isHeld(name) ? saved.name : saved.context,
    prometheus: isHeld(prometheus) ? saved.prometheus : null,
    azure: isHeld(azure) ? saved.azure : null
  }
}
