/** Where objects of one kind are served. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** Plural, as in a URL. */
  readonly resource: string
}
