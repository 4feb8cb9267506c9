import type { Seen, Step } from './step.ts'
import { configMaps, checkout, pods, image, settled, get, kubectl, settledBefore } from './step.ts'

/** A pod of the list of pods that the runner takes before the first step about logs. */
function podName(seen: Seen): string {
  return String(seen('pods')['items']?.[0]?.['metadata']?.['name'] ?? 'nobody')
}

/** `kubectl apply` of a ConfigMap with the data that it is to have. */
function applied(name: string, data: object, how = ''): Step {
  return {
    ...kubectl('apply', 'apply', '-f', '-'),
    title: `kubectl apply ${how}`.trim(),
    input: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })
  }
}

/** What kubectl does and says, and logs. */
export const rollouts: readonly Step[] = [
  settledBefore(kubectl('history', 'rollout', 'history', 'deployment/checkout')),
  kubectl('text', 'get', 'deployments'),
  kubectl('text', 'get', 'deployments', '-o', 'wide'),
  kubectl('text', 'get', 'replicasets', '-o', 'wide'),
  kubectl('text', 'get', 'pods'),
  kubectl('text', 'set', 'image', 'deployment/checkout', `checkout=${image('2.0.0')}`),
  kubectl('text', 'annotate', 'deployment', 'checkout', 'kubernetes.io/change-cause=release 2.0.0', '--overwrite'),
  settledBefore(kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=30s')),
  kubectl('history', 'rollout', 'history', 'deployment/checkout'),
  kubectl('history', 'rollout', 'history', 'deployment/checkout', '--revision=2'),
  kubectl('history', 'rollout', 'history', 'deployment/checkout', '--revision=77'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1', '--dry-run=server'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1', '--dry-run=client'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=77'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1'),
  get('the Deployment after undo', 'undo', checkout, settled),
  kubectl('history', 'rollout', 'history', 'deployment/checkout'),
  kubectl('undo', 'rollout', 'undo', 'deployment/nobody'),
  kubectl('pause', 'rollout', 'pause', 'deployment/checkout'),
  kubectl('pause', 'rollout', 'pause', 'deployment/checkout'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout'),
  kubectl('pause', 'rollout', 'resume', 'deployment/checkout'),
  kubectl('restart', 'rollout', 'restart', 'deployment/checkout'),
  settledBefore(kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=30s')),
  kubectl('text', 'describe', 'deployment', 'checkout'),
  kubectl('text', 'scale', 'deployment', 'checkout', '--replicas=2'),
  settledBefore(kubectl('text', 'wait', 'deployment/checkout', '--for=condition=Available', '--timeout=10s')),
  kubectl('text', 'scale', 'deployment', 'checkout', '--replicas=1', '--current-replicas=9'),
  kubectl(
    'text',
    'patch',
    'deployment',
    'checkout',
    '--type=json',
    '-p',
    '[{"op":"test","path":"/spec/replicas","value":9}]'
  ),
  kubectl('text', 'patch', 'deployment', 'checkout', '--type=merge', '-p', '{"spec":{"replicas":-1}}'),
  kubectl('text', 'get', 'deployment', 'nobody'),
  kubectl('text', 'get', 'things'),
  kubectl('text', 'auth', 'can-i', 'patch', 'deployments'),
  kubectl('text', 'get', 'cm', 'checkout', '-o', 'jsonpath={.data.limit}'),
  kubectl('logs', 'logs', 'deployment/checkout', '--tail=1'),
  kubectl('logs', 'logs', 'deployment/checkout', '-c', 'nobody'),
  kubectl('logs', 'logs', 'pod/nobody'),
  {
    title: 'logs of an unknown container',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?container=nobody` })
  },
  {
    title: 'the last line of a log',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?tailLines=1` })
  },
  {
    title: 'logs with a bad option',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?tailLines=-1` })
  },
  kubectl('status', 'set', 'image', 'deployment/checkout', `checkout=${image('crash')}`),
  kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=2s'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout'),
  settledBefore(kubectl('history', 'rollout', 'history', 'deployment/checkout')),
  settledBefore(kubectl('text', 'wait', 'deployment/checkout', '--for=jsonpath={.spec.replicas}=2', '--timeout=5s')),
  kubectl('text', 'wait', 'deployment/checkout', '--for=jsonpath={.spec.replicas}=9', '--timeout=1s'),
  applied('applied', { first: '1', second: '2' }),
  applied('applied', { first: '1', second: '2' }, 'again'),
  applied('applied', { first: 'one' }, 'with a field less'),
  kubectl('apply', 'get', 'cm', 'applied', '-o', 'jsonpath={.data}{.metadata.annotations}'),
  { ...kubectl('text', 'create', '--raw', configMaps, '-f', '-'), input: '{"metadata":{"name":"UPPER"}}' },
  kubectl('text', 'delete', 'cm', 'applied'),
  kubectl('text', 'delete', 'cm', 'applied', '--ignore-not-found'),
  kubectl('text', 'auth', 'can-i', '--list'),
  { ...kubectl('RBAC refusals', 'auth', 'can-i', '--list'), user: 'stranger' }
]
