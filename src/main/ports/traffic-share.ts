/** What part of all requests behind the same routes reaches one workload, as it was counted. */
export type TrafficShare =
  /** It is being read for the first time. */
  | { readonly kind: 'reading' }
  /** 0 to 1; `isCanary` where it is the target of a Canary, on trial. */
  | { readonly kind: 'known'; readonly share: number; readonly isCanary?: true }
  /** `why` as a clause. */
  | { readonly kind: 'unknown'; readonly why: string }
