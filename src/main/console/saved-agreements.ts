import type { PluginUse, ProxyUse } from '../connections/index.ts'
import type { KeptDocument } from './kept-document.ts'

/** The oldest are asked about again. */
const mostApprovals = 1_000
/** As many contexts as a kubeconfig may have, several times over. */
const mostContacts = 10_000

function isSameUse(a: PluginUse, b: PluginUse): boolean {
  return a.path === b.path && a.real === b.real && a.sha256 === b.sha256 && a.binding === b.binding
}

function isSameProxy(approved: string | ProxyUse, { url, server }: ProxyUse): boolean {
  return typeof approved === 'object' && approved.url === url && approved.server === server
}

/** A server as it is contacted; without what verifies it where an earlier version imported it. */
export interface Contact {
  readonly server: string
  readonly verified?: string | undefined
}

function isSameContact(known: string | { server: string; verified: string }, { server, verified }: Contact): boolean {
  return typeof known === 'string'
    ? verified === undefined && known === server
    : known.server === server && known.verified === verified
}

/** What the operator agreed to have run, and to have contacted. */
export function createSavedAgreements(document: KeptDocument) {
  const { seals } = document
  return {
    isApproved: (use: PluginUse): boolean =>
      document.now().approvals.some((of) => isSameUse(of, use) && seals.holds({ purpose: 'program', of })),
    /** What was approved last at that path for the same use. */
    approvedSha256: ({ path, binding }: PluginUse): string | undefined =>
      document
        .now()
        .approvals.findLast(
          (of) => of.path === path && of.binding === binding && seals.holds({ purpose: 'program', of })
        )?.sha256,
    approve(use: PluginUse): void {
      const others = document.now().approvals.filter((approval) => !isSameUse(approval, use))
      const { path, real, sha256, binding } = use
      const of = { path, real, sha256, binding }
      seals.agree({ purpose: 'program', of })
      document.save({ approvals: [...others, of].slice(-mostApprovals) })
    },
    /**
     * Whether this API server may be contacted, verified as it says: its kubeconfig came from the operator's own files, or it
     * was agreed to.
     */
    mayContact: (contact: Contact): boolean =>
      document.now().servers?.some((of) => isSameContact(of, contact) && seals.holds({ purpose: 'server', of })) ===
      true,
    /** Whether the server was agreed to when it was verified in some way, this one or another. */
    isKnownServer: (server: string): boolean =>
      document
        .now()
        .servers?.some(
          (of) => (typeof of === 'string' ? of : of.server) === server && seals.holds({ purpose: 'server', of })
        ) === true,
    allowContact(contacts: readonly Contact[]): void {
      const servers = document.now().servers ?? []
      const added = contacts.map(({ server, verified }) => (verified === undefined ? server : { server, verified }))
      for (const of of added) seals.agree({ purpose: 'server', of })
      const unlike = new Map([...servers, ...added].map((each) => [JSON.stringify(each), each]))
      document.save({ servers: [...unlike.values()].slice(-mostContacts) })
    },
    isProxyApproved: (use: ProxyUse): boolean =>
      document.now().proxies.some((of) => isSameProxy(of, use) && seals.holds({ purpose: 'proxy', of })),
    approveProxy(use: ProxyUse): void {
      const others = document.now().proxies.filter((approved) => !isSameProxy(approved, use))
      const of = { url: use.url, server: use.server }
      seals.agree({ purpose: 'proxy', of })
      document.save({ proxies: [...others, of].slice(-mostApprovals) })
    }
  }
}
