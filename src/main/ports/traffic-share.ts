/** What part of all requests behind the same routes reaches one workload, as it was counted. */
export type TrafficShare =
  /** It is being read for the first time. */
  | { readonly kind: 'reading' }
  /** 0 to 1; `isCanary` where it is the target of a Canary, on trial. */
  | { readonly kind: 'known'; readonly share: number; readonly isCanary?: true }
  /** Not counted, `why` as a clause; `configured` is what its routes ask for, 0 to 1, where they could be read. */
  | { readonly kind: 'unknown'; readonly why: string; readonly configured?: number }
