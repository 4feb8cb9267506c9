/**
 * The commands of the scenarios as arguments of kubectl: those that written incident procedures have, word for word but
 * for names, and ours.
 */

const on = ({ namespace }) => ['-n', namespace]
const patchCanary = (world, ...how) => ['patch', 'canary', world.name, ...on(world), ...how]
const patchRoutes = (world, ...how) => ['patch', 'virtualservice', world.name, ...on(world), ...how]

export const procedure = {
  /** “Skip canary analysis (immediate rollback)”. */
  skipAnalysis: (world) =>
    patchCanary(world, '--type=json', '-p=[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'),
  /** “Revert to previous deployment”. */
  undo: (world, name = world.name) => ['rollout', 'undo', `deployment/${name}`, ...on(world)],
  /** Why the run failed, as procedures ask for it. */
  reason: (world) => [
    'get',
    'canary',
    world.name,
    ...on(world),
    '-o',
    `jsonpath={.status.conditions[?(@.type=="Promoted")].message}`
  ],
  /** “Delete canary resource (stops progressive deployment)”. */
  deleteCanary: (world) => ['delete', 'canary', world.name, ...on(world)],
  /** “Route 100 % to stable”, the short form that sets the first weight alone. */
  firstWeight: (world) =>
    patchRoutes(world, '--type=json', '-p=[{"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100}]'),
  /** “Rollback all services in namespace”, a shell loop. */
  undoAll: (namespace) => `for deployment in $(kubectl get deployments -n ${namespace} -o name); do
  echo "Rolling back $deployment"
  kubectl rollout undo $deployment -n ${namespace}
done`
}

export const ours = {
  /** Flagger rolls back by itself on its next tick (pkg/controller/scheduler.go advanceCanary). */
  failedChecks: (world, count) =>
    patchCanary(
      world,
      '--subresource=status',
      '--type=merge',
      `-p=${JSON.stringify({ status: { failedChecks: count } })}`
    ),
  suspend: (world, value) => patchCanary(world, '--type=merge', `-p=${JSON.stringify({ spec: { suspend: value } })}`),
  /** Every weight, not the first alone. */
  drain: (world) =>
    patchRoutes(
      world,
      '--type=json',
      '-p=[{"op":"add","path":"/spec/http/0/route/0/weight","value":100},{"op":"add","path":"/spec/http/0/route/1/weight","value":0}]'
    ),
  /** A pinned undo cannot toggle back. */
  undoTo: (world, name, revision) => [...procedure.undo(world, name), `--to-revision=${revision}`],
  addRollbackHook: (world, url) =>
    patchCanary(
      world,
      '--type=json',
      `-p=${JSON.stringify([{ op: 'add', path: '/spec/analysis/webhooks', value: [{ name: 'console-rollback', type: 'rollback', url }] }])}`
    ),
  removeHooks: (world) => patchCanary(world, '--type=json', '-p=[{"op":"remove","path":"/spec/analysis/webhooks"}]'),
  analysisOnAgain: (world) => patchCanary(world, '--type=json', '-p=[{"op":"remove","path":"/spec/skipAnalysis"}]'),
  interval: (world, interval) =>
    patchCanary(world, '--type=merge', `-p=${JSON.stringify({ spec: { analysis: { interval } } })}`)
}

/** A command as a person types it. */
export function shellLine(args) {
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : quote(arg)))
  return `kubectl ${quoted.join(' ')}`
}

function quote(arg) {
  const [, option = '', value] = /^(-p=)?(.*)$/s.exec(arg) ?? []
  return `${option}'${value.replaceAll("'", "'\\''")}'`
}
