import type { Canary, CanaryHook } from './canary.ts'

/** A gate of Flagger's load tester, as it is reached inside the cluster. */
export interface LoadTesterGate {
  readonly hook: CanaryHook
  readonly service: string
  readonly namespace: string
  readonly port: string
}

/** The hook that rolls a run back when its address answers with 200 to 202 (fluxcd/flagger pkg/controller/scheduler_hooks.go runRollbackHooks). */
export function rollbackHooks({ hooks }: Canary): readonly CanaryHook[] {
  return hooks.filter(({ type }) => type === 'rollback')
}

/** Gates that hold a run until somebody opens them. */
export function confirmingHooks({ hooks }: Canary): readonly CanaryHook[] {
  return hooks.filter(({ type }) => type.startsWith('confirm-'))
}

/**
 * The load tester behind a rollback hook; null where its address is not one of a load tester in the cluster. Only those
 * can be opened: `/rollback/check` says what `/rollback/open` was told (fluxcd/flagger pkg/loadtester/server.go).
 */
export function loadTesterGate(hook: CanaryHook, namespace: string): LoadTesterGate | null {
  if (!URL.canParse(hook.url)) return null
  const { protocol, hostname, port, pathname, search } = new URL(hook.url)
  if (protocol !== 'http:' || pathname !== '/rollback/check' || search !== '') return null
  const [service = '', inNamespace = namespace, kind = 'svc', ...zone] = hostname.split('.')
  if (service === '' || kind !== 'svc' || (zone.length > 0 && zone.join('.') !== 'cluster.local')) return null
  return { hook, service, namespace: inNamespace, port: port || '80' }
}
