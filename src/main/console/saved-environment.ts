import type { AzureTarget, ChosenPrometheus, EnvironmentKind } from '../../contract/index.ts'

/** Where Prometheus is, as it was set. The token or password is in the secret store under `prometheus/ID`. */
export type SavedPrometheus = ChosenPrometheus & { readonly secretId?: string }

/** One with an address of its own. */
export type SavedAddress = Extract<SavedPrometheus, { readonly url: string }>

/** What the operator said about one context: its name and kind, the namespace, where Prometheus is. */
export interface SavedEnvironment {
  readonly connectionId: string
  readonly context: string
  readonly name: string
  readonly kind: EnvironmentKind
  readonly kindUnset?: true
  readonly namespace: string
  readonly prometheus: SavedPrometheus | null
  readonly azure: AzureTarget | null
}
