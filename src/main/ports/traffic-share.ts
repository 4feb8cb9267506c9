/** What part of all requests behind the same routes reaches one workload, as it was counted. */
export type TrafficShare =
  /** It is being read for the first time. */
  | { readonly kind: 'reading' }
  /** 0 to 1. */
  | { readonly kind: 'known'; readonly share: number }
  /** `why` as a clause. */
  | { readonly kind: 'unknown'; readonly why: string }
