/**
 * The commands of the scenarios as arguments of kubectl: those that written incident procedures have, word for word but
 * for names, and ours.
 */

/**
 * @typedef {{ namespace: string, name: string }} Place the service that a command is about
 */

const on = (/** @type {Pick<Place, 'namespace'>} */ { namespace }) => ['-n', namespace]
const patchCanary = (/** @type {Place} */ world, /** @type {readonly string[]} */ ...how) => [
  'patch',
  'canary',
  world.name,
  ...on(world),
  ...how
]
const patchRoutes = (/** @type {Place} */ world, /** @type {readonly string[]} */ ...how) => [
  'patch',
  'virtualservice',
  world.name,
  ...on(world),
  ...how
]

export const procedure = {
  /** “Skip canary analysis (immediate rollback)”. */
  skipAnalysis: (/** @type {Place} */ world) =>
    patchCanary(world, '--type=json', '-p=[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'),
  /** “Revert to previous deployment”. */
  undo: (/** @type {Place} */ world, name = world.name) => ['rollout', 'undo', `deployment/${name}`, ...on(world)],
  /** Why the run failed, as procedures ask for it. */
  reason: (/** @type {Place} */ world) => [
    'get',
    'canary',
    world.name,
    ...on(world),
    '-o',
    `jsonpath={.status.conditions[?(@.type=="Promoted")].message}`
  ],
  /** “Delete canary resource (stops progressive deployment)”. */
  deleteCanary: (/** @type {Place} */ world) => ['delete', 'canary', world.name, ...on(world)],
  /** “Route 100 % to stable”, the short form that sets the first weight alone. */
  firstWeight: (/** @type {Place} */ world) =>
    patchRoutes(world, '--type=json', '-p=[{"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100}]'),
  /** “Rollback all services in namespace”, a shell loop. */
  undoAll: (
    /** @type {string} */ namespace
  ) => `for deployment in $(kubectl get deployments -n ${namespace} -o name); do
  echo "Rolling back $deployment"
  kubectl rollout undo $deployment -n ${namespace}
done`
}

export const ours = {
  /** Flagger rolls back by itself on its next tick (pkg/controller/scheduler.go advanceCanary). */
  failedChecks: (/** @type {Place} */ world, /** @type {number} */ count) =>
    patchCanary(
      world,
      '--subresource=status',
      '--type=merge',
      `-p=${JSON.stringify({ status: { failedChecks: count } })}`
    ),
  suspend: (/** @type {Place} */ world, /** @type {boolean} */ value) =>
    patchCanary(world, '--type=merge', `-p=${JSON.stringify({ spec: { suspend: value } })}`),
  /** Every weight, not the first alone. */
  drain: (/** @type {Place} */ world) =>
    patchRoutes(
      world,
      '--type=json',
      '-p=[{"op":"add","path":"/spec/http/0/route/0/weight","value":100},{"op":"add","path":"/spec/http/0/route/1/weight","value":0}]'
    ),
  /** A pinned undo cannot toggle back. */
  undoTo: (/** @type {Place} */ world, /** @type {string} */ name, /** @type {number} */ revision) => [
    ...procedure.undo(world, name),
    `--to-revision=${revision}`
  ],
  addRollbackHook: (/** @type {Place} */ world, /** @type {string} */ url) =>
    patchCanary(
      world,
      '--type=json',
      `-p=${JSON.stringify([{ op: 'add', path: '/spec/analysis/webhooks', value: [{ name: 'console-rollback', type: 'rollback', url }] }])}`
    ),
  removeHooks: (/** @type {Place} */ world) =>
    patchCanary(world, '--type=json', '-p=[{"op":"remove","path":"/spec/analysis/webhooks"}]'),
  analysisOnAgain: (/** @type {Place} */ world) =>
    patchCanary(world, '--type=json', '-p=[{"op":"remove","path":"/spec/skipAnalysis"}]'),
  interval: (/** @type {Place} */ world, /** @type {string} */ interval) =>
    patchCanary(world, '--type=merge', `-p=${JSON.stringify({ spec: { analysis: { interval } } })}`)
}

/**
 * A command as a person types it.
 *
 * @param {readonly string[]} args
 */
export function shellLine(args) {
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : quote(arg)))
  return `kubectl ${quoted.join(' ')}`
}

/** @param {string} arg */
function quote(arg) {
  const [, option = '', value = ''] = /^(-p=)?(.*)$/s.exec(arg) ?? []
  return `${option}'${value.replaceAll("'", "'\\''")}'`
}
