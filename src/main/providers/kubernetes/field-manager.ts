import type { WireRequest } from '../../../contract/index.ts'

/**
 * The field manager that marks our writes. Flux takes over what managers of this prefix own, and removes what Git does not
 * name: once it goes on, nothing of ours is mixed with what it applies (fluxcd/kustomize-controller
 * internal/controller/kustomization_controller.go apply; fluxcd/pkg ssa/patch.go matchFieldManager).
 */
export const fieldManager = 'kubectl-backout'

/**
 * Marks what has to last until it is taken back, such as a suspension: by the one above Flux would take it away at its next
 * interval, and the release would go on. It is also what marked all of our writes before.
 */
export const lastingManager = 'backout'

/** Whether a field manager is ours. */
export function isOurManager(manager: string): boolean {
  return manager === fieldManager || manager === lastingManager
}

/** The field manager of a request that was sent, also of one from a record of before. */
export function managerOf({ query }: Pick<WireRequest, 'query'>): string {
  return query['fieldManager'] ?? fieldManager
}
