import type { AzureTarget, RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { environmentClaims } from './agreement-claims.ts'
import { asHeld } from './held-only.ts'
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
  const { seals } = document

  function written(connectionId: string, context: string): SavedEnvironment | undefined {
    return document.now().environments.find((e) => e.connectionId === connectionId && e.context === context)
  }

  function agree(environment: SavedEnvironment, what: readonly (keyof ReturnType<typeof environmentClaims>)[]): void {
    const claims = environmentClaims(environment)
    for (const each of what) if (claims[each] !== null) seals.agree(claims[each])
  }

  return {
    /** As far as somebody agreed to it: otherwise production, called as its context, with nothing set. */
    environment(connectionId: string, context: string): SavedEnvironment | null {
      const saved = written(connectionId, context)
      return saved === undefined ? null : asHeld(saved, seals.holds)
    },
    /** What it was called before, agreed to or not: to be proposed. */
    earlierName: (connectionId: string, context: string): string | undefined => written(connectionId, context)?.name,
    saveEnvironment(opened: SavedEnvironment): void {
      if (isPassing(opened.connectionId)) return
      const before = seals.isRead() ? undefined : written(opened.connectionId, opened.context)
      // While the keychain is away nobody can tell whether it holds; it is kept for when they can.
      const environment = {
        ...opened,
        prometheus: opened.prometheus ?? before?.prometheus ?? null,
        azure: opened.azure ?? before?.azure ?? null
      }
      agree(environment, ['kind', 'name'])
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
      const saved = written(connectionId, context)
      const known: SavedPrometheus | null = saved === undefined ? null : asHeld(saved, seals.holds).prometheus
      const next = target && (await prometheus.keep(target, known))
      // It may have been saved anew while the secret was stored.
      const before = written(connectionId, context)
      if (before) {
        const others = document.now().environments.filter((e) => e !== before)
        const changed = { ...before, prometheus: next }
        agree(changed, ['prometheus'])
        document.save({ environments: [...others, changed] })
      }
      if (known?.secretId !== next?.secretId) await prometheus.forget(known)
      return next
    },
    /** What is in front of an environment, null for nothing. */
    setAzure(connectionId: string, context: string, azure: AzureTarget | null): void {
      const saved = written(connectionId, context)
      if (!saved) throw new FailureError(failureOf('missing', 'That environment has not been opened yet.'))
      const changed = { ...saved, azure }
      agree(changed, ['azure'])
      document.save({ environments: [...document.now().environments.filter((e) => e !== saved), changed] })
    },
    last: (): SavedEnvironment | null => {
      const { last } = document.now()
      const saved = last ? written(last.connectionId, last.context) : undefined
      return saved === undefined ? null : asHeld(saved, seals.holds)
    }
  }
}
