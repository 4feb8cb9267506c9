import type { Simulation } from '../clock/simulation.ts'

export type OperationEnd = 'Succeeded' | 'Failed' | 'Canceled'

/** A long operation of a resource provider. */
export interface Operation {
  readonly id: string
  /** Where its results are, below the subscription. */
  readonly resultsPath: string
  readonly startedAt: Date
  status: 'InProgress' | OperationEnd
  endedAt: Date | undefined
  /** Why it failed. */
  error: { readonly code: string; readonly message: string } | undefined
}

/** What is to be known of an operation before it begins. */
export interface OperationWish {
  readonly id: string
  readonly resultsPath: string
  readonly durationMs: number
  /** How it ends unless somebody ordered another end. */
  readonly end: OperationEnd
  readonly error: { readonly code: string; readonly message: string }
  /** Called once at the end, before anybody is told. */
  readonly done: (end: OperationEnd) => void
}

export interface Operations {
  begin(wish: OperationWish): Operation
  find(id: string): Operation | undefined
  /** Operations that begin from now on end so, whatever they wish; undefined: as they wish. */
  order(end: OperationEnd | undefined): void
}

/** Operations that run in simulated time. */
export function createOperations(simulation: Simulation): Operations {
  const known = new Map<string, Operation>()
  let ordered: OperationEnd | undefined
  return {
    begin(wish) {
      const operation: Operation = {
        id: wish.id,
        resultsPath: wish.resultsPath,
        startedAt: simulation.now(),
        status: 'InProgress',
        endedAt: undefined,
        error: undefined
      }
      known.set(wish.id, operation)
      const end = ordered ?? wish.end
      simulation.after(wish.durationMs, () => {
        wish.done(end)
        operation.status = end
        operation.endedAt = simulation.now()
        if (end !== 'Succeeded') operation.error = wish.error
      })
      return operation
    },
    find: (id) => known.get(id.toLowerCase()),
    order(end) {
      ordered = end
    }
  }
}
