import type { ReleaseIntended } from './intended.ts'
import type { Invocation } from './shell/invocations.ts'
import { NotUnderstood } from './shell/tokens.ts'

/** Flags that take a value, of the calls that are read here. */
const valued = new Set(
  `-n --namespace --kube-context --context --kubeconfig --timeout --history-max --server --grpc-web-root-path
  --sync-policy --revision --prune-propagation-policy`.split(/\s+/)
)
/** Calls that a rule knows: their kind by what stands after the verb. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['helm rollback', 'release'],
  ['argocd app sync', 'Application'],
  ['argocd app rollback', 'Application'],
  ['argocd app set', 'Application'],
  ['flux suspend kustomization', 'Kustomization'],
  ['flux resume kustomization', 'Kustomization'],
  ['flux reconcile kustomization', 'Kustomization'],
  ['flux suspend helmrelease', 'HelmRelease'],
  ['flux resume helmrelease', 'HelmRelease'],
  ['flux reconcile helmrelease', 'HelmRelease']
])
const shortNames: ReadonlyMap<string, string> = new Map([
  ['ks', 'kustomization'],
  ['kustomizations', 'kustomization'],
  ['hr', 'helmrelease'],
  ['helmreleases', 'helmrelease']
])
/** Where flux looks when no namespace is named (fluxcd/flux2 cmd/flux/main.go). */
const fluxNamespace = 'flux-system'

export function isReleaseTool(program: string): program is ReleaseIntended['tool'] {
  return program === 'helm' || program === 'flux' || program === 'argocd'
}

/**
 * What a call of Helm, Flux or Argo CD intends.
 * @throws NotUnderstood where that cannot be told, and for changes that no rule is about.
 */
export function readRelease(tool: ReleaseIntended['tool'], { argv, text }: Invocation): ReleaseIntended {
  const words: string[] = []
  const flags = new Map<string, string>()
  for (let index = 0; index < argv.length; index += 1) {
    const written = argv[index]?.text ?? null
    if (written === null) throw new NotUnderstood('an argument is not written')
    if (!written.startsWith('-')) words.push(written)
    else if (written.includes('=')) flags.set(written.replace(/=.*$/s, ''), written.replace(/^[^=]*=/s, ''))
    else if (valued.has(written)) flags.set(written, argv[(index += 1)]?.text ?? '')
    else flags.set(written, 'true')
  }
  const verbLength = tool === 'helm' ? 1 : 2
  const verb = words.slice(0, verbLength).map((word) => shortNames.get(word) ?? word)
  const [name = '', revision] = words.slice(verbLength)
  const kind = kinds.get([tool, ...verb].join(' '))
  if (kind === undefined) throw new NotUnderstood(`no rule is about ${[tool, ...verb].join(' ')}`)
  if (name === '') throw new NotUnderstood('which one it is about is not written')
  if (verb.join(' ') === 'app set') requireHold(flags)
  const isDry = [...flags].some(([flag, value]) => /^(?:--dry-run|--help|-h)$/.test(flag) && value !== 'false')
  return {
    tool,
    verb: tool === 'flux' ? (verb[0] ?? '') : verb.join(' '),
    isRead: isDry,
    kind,
    name,
    namespace: flags.get('-n') ?? flags.get('--namespace') ?? (tool === 'flux' ? fluxNamespace : null),
    revision: revision === undefined ? null : revisionOf(revision),
    command: text
  }
}

/** Flags that say where Argo CD is, and nothing of the Application. */
const ofTheServer = new Set(['--server', '--grpc-web', '--grpc-web-root-path', '--insecure', '--plaintext'])

/** Of what `app set` may change, only that nothing is synced by itself is read here (argo-cd cmd/util/app.go). */
function requireHold(flags: ReadonlyMap<string, string>): void {
  const policy = flags.get('--sync-policy') ?? ''
  const others = [...flags.keys()].filter((flag) => flag !== '--sync-policy' && !ofTheServer.has(flag))
  if (!['none', 'manual'].includes(policy) || others.length > 0)
    throw new NotUnderstood('no rule is about what else argocd app set changes')
}

function revisionOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new NotUnderstood('the revision is not written')
  return Number(text)
}
