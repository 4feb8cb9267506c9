import type { AzureTarget, RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { KeptDocument } from './kept-document.ts'
import type { PrometheusSecrets } from './prometheus-secrets.ts'
import type { SavedEnvironment, SavedPrometheus } from './saved-environment.ts'

export interface SavedEnvironmentsOptions {
  readonly document: KeptDocument
  readonly prometheus: PrometheusSecrets
  /** Whether a connection lives in memory only: of its environments nothing is kept. */
  readonly isPassing: (connectionId: string) => boolean
}

/** What the operator said of contexts: names, kinds, and where their numbers and their users come from. */
export function createSavedEnvironments({ document, prometheus, isPassing }: SavedEnvironmentsOptions) {
  return {
    environment(connectionId: string, context: string): SavedEnvironment | null {
      return document.now().environments.find((e) => e.connectionId === connectionId && e.context === context) ?? null
    },
    saveEnvironment(environment: SavedEnvironment): void {
      if (isPassing(environment.connectionId)) return
      const others = document
        .now()
        .environments.filter((e) => e.connectionId !== environment.connectionId || e.context !== environment.context)
      document.save({
        environments: [...others, environment],
        last: { connectionId: environment.connectionId, context: environment.context }
      })
    },
    /**
     * Where Prometheus of an environment is, null for where it is found; its secret is stored first. Without a secret the one that
     * is there for the same address and user stays. @throws FailureError `badInput` where none is there.
     */
    async setPrometheus(
      connectionId: string,
      context: string,
      target: RequestInput<'environment.setPrometheus'>['target']
    ): Promise<SavedPrometheus | null> {
      const before = document.now().environments.find((e) => e.connectionId === connectionId && e.context === context)
      const known: SavedPrometheus | null = before?.prometheus ?? null
      const next = target && (await prometheus.keep(target, known))
      if (before) {
        const others = document.now().environments.filter((e) => e !== before)
        document.save({ environments: [...others, { ...before, prometheus: next }] })
      }
      if (known?.secretId !== next?.secretId) await prometheus.forget(known)
      return next
    },
    /** What is in front of an environment, null for nothing. */
    setAzure(connectionId: string, context: string, azure: AzureTarget | null): void {
      const saved = document.now().environments.find((e) => e.connectionId === connectionId && e.context === context)
      if (!saved) throw new FailureError(failureOf('missing', 'That environment has not been opened yet.'))
      document.save({ environments: [...document.now().environments.filter((e) => e !== saved), { ...saved, azure }] })
    },
    last: (): SavedEnvironment | null => {
      const { last, environments } = document.now()
      return (
        last && (environments.find((e) => e.connectionId === last.connectionId && e.context === last.context) ?? null)
      )
    }
  }
}
