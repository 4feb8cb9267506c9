import { StatusError } from '../store/status-error.ts'
import { authorize, refuseAccess } from './authorize.ts'
import type { AccessRequest } from './authorize.ts'
import { withRules } from './identity.ts'
import type { Identity } from './identity.ts'
import type { WantedUser } from './impersonation-headers.ts'
import type { UserToken } from './ports.ts'
import type { RequestInfo } from './request-info.ts'

/** One way in which a server lets a user act as another. */
interface Mode {
  readonly verb: string
  /** Set where the sender also needs `impersonate-on:MODE:VERB` on what is asked for. */
  readonly mode?: string
  /** The API group of users and groups. */
  readonly group: string
  readonly suits: (wanted: WantedUser) => boolean
}

const authentication = 'authentication.k8s.io'
const authenticated = 'system:authenticated'
const unauthenticated = 'system:unauthenticated'
const anonymous = 'system:anonymous'

/**
 * In the order in which they are tried. The constrained ones are on by default since Kubernetes 1.36; the one for a node
 * that the sender itself runs on is left out, because nobody here does
 * (kubernetes/apiserver pkg/endpoints/filters/impersonation/mode.go allImpersonationModes).
 */
const modes: readonly Mode[] = [
  constrained('arbitrary-node', (wanted) => nodeOf(wanted.name) !== undefined && isNameOnly(wanted)),
  constrained('serviceaccount', (wanted) => serviceAccountOf(wanted.name) !== undefined && isNameOnly(wanted)),
  constrained('user-info', ({ name }) => nodeOf(name) === undefined && serviceAccountOf(name) === undefined),
  { verb: 'impersonate', group: '', suits: () => true }
]

function constrained(mode: string, suits: Mode['suits']): Mode {
  return { verb: `impersonate:${mode}`, mode, group: authentication, suits }
}

/**
 * The identity that a request acts as, with what that user and its groups may do.
 * @throws StatusError 403 with the first mode's reason when no mode allows it
 *   (constrained_impersonation.go getImpersonatedUser)
 */
export function impersonate(
  sender: Identity,
  wanted: WantedUser,
  info: RequestInfo,
  users: readonly UserToken[]
): Identity {
  let first: StatusError | undefined
  for (const mode of modes) {
    if (!mode.suits(wanted)) continue
    try {
      check(sender, wanted, info, mode)
      return identityOf(wanted, mode, users)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      first ??= error
    }
  }
  throw first ?? new StatusError(403, 'Forbidden', 'all impersonation modes failed')
}

function check(sender: Identity, wanted: WantedUser, info: RequestInfo, { verb, mode, group }: Mode): void {
  if (mode !== undefined) authorize(sender, { ...info, verb: `impersonate-on:${mode}:${info.verb}` })
  const may = (request: Omit<AccessRequest, 'verb'>): void => refuseAccess(sender, { ...request, verb })
  may({ group, ...nameIn(wanted.name, mode !== undefined) })
  if (wanted.uid !== '') may({ group: authentication, resource: 'uids', name: wanted.uid })
  for (const name of wanted.groups) {
    const asked = { group, resource: 'groups', name }
    if (mode !== undefined) refuseSpecial(sender, { ...asked, verb })
    may(asked)
  }
  for (const [subresource, values] of wanted.extra)
    for (const name of values) may({ group: authentication, resource: 'userextras', subresource, name })
}

/** What the constrained modes never let anybody be (mode.go authorizeGroups). */
function refuseSpecial(sender: Identity, asked: AccessRequest): void {
  if (asked.name === '')
    refuseAccess({ ...sender, rules: [] }, asked, 'impersonating the empty string group is not allowed')
  if (asked.name === 'system:masters')
    refuseAccess({ ...sender, rules: [] }, asked, 'impersonating the system:masters group is not allowed')
}

/** Which resource stands for a user name (mode.go authorizeUsername). */
function nameIn(user: string, isConstrained: boolean): Pick<AccessRequest, 'resource' | 'namespace' | 'name'> {
  const account = serviceAccountOf(user)
  if (account !== undefined) return { resource: 'serviceaccounts', ...account }
  const node = isConstrained ? nodeOf(user) : undefined
  return node === undefined ? { resource: 'users', name: user } : { resource: 'nodes', name: node }
}

function identityOf(wanted: WantedUser, { mode }: Mode, users: readonly UserToken[]): Identity {
  const groups = groupsOf(wanted, mode)
  const isKnown = ({ name, groups: theirs }: UserToken): boolean =>
    name === wanted.name || theirs.some((group) => groups.includes(group))
  const extra = Object.fromEntries(wanted.extra)
  return {
    ...withRules(
      wanted.name,
      groups,
      users.filter(isKnown).flatMap(({ rules }) => rules)
    ),
    uid: wanted.uid,
    ...(wanted.extra.size === 0 ? {} : { extra })
  }
}

/** Groups that are given are all there are, but for the one that says whether somebody signed in (mode.go check). */
function groupsOf({ name, groups }: WantedUser, mode: string | undefined): readonly string[] {
  const account = serviceAccountOf(name)
  const isFixed = account !== undefined && groups.length === 0
  const fixed = isFixed ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : []
  const given = mode === 'arbitrary-node' ? ['system:nodes'] : [...groups, ...fixed]
  if (name === anonymous) return [...new Set([...given, unauthenticated])]
  return given.includes(unauthenticated) ? given : [...new Set([...given, authenticated])]
}

function isNameOnly({ uid, groups, extra }: WantedUser): boolean {
  return uid === '' && groups.length === 0 && extra.size === 0
}

function nodeOf(user: string): string | undefined {
  return /^system:node:([a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/.exec(user)?.[1]
}

/** kubernetes/apiserver pkg/authentication/serviceaccount/util.go SplitUsername. */
function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(user) ?? []
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}
