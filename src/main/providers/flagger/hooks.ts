import type { Canary, CanaryHook } from './canary.ts'

/** The hook that rolls a run back when its address answers with 200 to 202 (fluxcd/flagger pkg/controller/scheduler_hooks.go runRollbackHooks). */
export function rollbackHooks({ hooks }: Canary): readonly CanaryHook[] {
  return hooks.filter(({ type }) => type === 'rollback')
}

/** Gates that hold a run until somebody opens them. */
export function confirmingHooks({ hooks }: Canary): readonly CanaryHook[] {
  return hooks.filter(({ type }) => type.startsWith('confirm-'))
}
