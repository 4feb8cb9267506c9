/** What somebody intends with one command, without a word of how it was written. */
export type Intended = KubectlIntended | AzIntended | ReleaseIntended | NameIntended

export interface KubectlIntended {
  readonly tool: 'kubectl'
  /** `get`, `patch`, `rollout undo`, `argo rollouts undo`. */
  readonly verb: string
  /** Nothing in the cluster is changed: a read, a dry run, a question for help. */
  readonly isRead: boolean
  /** Plural, in lower case, without the group: `deployments`; empty for a request by path. */
  readonly resource: string
  /** API group as it was given, or as the well-known short name means it; empty when neither says. */
  readonly group: string
  /** Null where it is not written, or is one of a list that is found out while the script runs. */
  readonly name: string | null
  /** The command does it to every object of a kind, of a selector, or of a list that is not written out. */
  readonly each: boolean
  /** `--all`. */
  readonly all: boolean
  /** `--replicas`, of a change of scale; else null. */
  readonly replicas: number | null
  /** Null for the one of the context. */
  readonly namespace: string | null
  /** `--context`; null where it is not said. */
  readonly context: string | null
  /** `-A`. */
  readonly allNamespaces: boolean
  /** `-l`, as it was given. */
  readonly selector: string | null
  /** `--to-revision`; null and 0 are the one before. */
  readonly revision: number | null
  /** What is sent, parsed; null when nothing is patched. */
  readonly patch: Patch | null
  /** `-o`, and a template that stands beside it. */
  readonly output: string
  /** `--raw`: the path of the request. */
  readonly rawPath: string | null
  /** `--cascade=orphan`. */
  readonly orphans: boolean
  /** As it is written. */
  readonly command: string
}

export interface Patch {
  readonly type: 'json' | 'merge' | 'strategic'
  readonly subresource: string
  /** The shell takes the quotes out of it: `value` is what it would be with them. */
  readonly isUnquoted?: boolean
  readonly value: unknown
}

export interface AzIntended {
  readonly tool: 'az'
  /** `network traffic-manager endpoint update`. */
  readonly verb: string
  readonly isRead: boolean
  /** By long name without dashes; null for a value that is not written. */
  readonly options: ReadonlyMap<string, string | null>
  readonly command: string
}

/** A call of a tool that puts whole releases or what is in Git into the cluster. */
export interface ReleaseIntended {
  readonly tool: 'helm' | 'flux' | 'argocd'
  /** `rollback`, `suspend`, `resume`, `reconcile`, `app sync`, `app rollback`, `app set` (to no sync by itself). */
  readonly verb: string
  readonly isRead: boolean
  /** `release`, `Application`, `Kustomization` or `HelmRelease`. */
  readonly kind: string
  readonly name: string
  readonly namespace: string | null
  /** Null for the one before. */
  readonly revision: number | null
  readonly command: string
}

/** A question to DNS: `nslookup`, `dig`, `host`, `getent`. */
export interface NameIntended {
  readonly tool: 'dns'
  readonly verb: string
  readonly isRead: true
  /** In lower case, without the last dot. */
  readonly name: string
  /** Who is asked, as it is written; null for whoever this computer asks. */
  readonly server: string | null
  /** It goes from the root to those who answer for the zone. */
  readonly isTraced: boolean
  readonly command: string
}

const nothing = {
  tool: 'kubectl',
  isRead: false,
  group: '',
  name: null,
  each: false,
  all: false,
  replicas: null,
  namespace: null,
  context: null,
  allNamespaces: false,
  selector: null,
  revision: null,
  patch: null,
  output: '',
  rawPath: null,
  orphans: false
} as const

/** What a kubectl command intends, with nothing said that is not given. */
export function kubectlIntended(
  given: Partial<KubectlIntended> & Pick<KubectlIntended, 'verb' | 'resource' | 'command'>
): KubectlIntended {
  return { ...nothing, ...given }
}

/** The undo of one Deployment, as a step of a plan or a written procedure intends it. */
export function intendedUndo(
  place: { readonly namespace: string; readonly name: string },
  revision: number | null
): KubectlIntended {
  const pinned = revision === null ? '' : ` --to-revision=${revision}`
  return kubectlIntended({
    verb: 'rollout undo',
    resource: 'deployments',
    group: 'apps',
    name: place.name,
    namespace: place.namespace,
    revision,
    command: `kubectl -n ${place.namespace} rollout undo deployment/${place.name}${pinned}`
  })
}
