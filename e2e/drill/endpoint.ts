/** Where a stage listens, for clients of every kind. */
export interface Endpoint {
  readonly server: string
  readonly port: number
  /** PEM text of the authority that signed its certificate. */
  readonly ca: string
}
