/**
 * Why there is no complete answer. `tooLarge`, `tooFast`: one could be had, and more of it than is taken in; `malformed`: part of a
 * watch is no event.
 */
export type TransportKind =
  | 'timeout'
  | 'cancelled'
  | 'tls'
  | 'proxy'
  | 'unreachable'
  | 'broken'
  | 'tooLarge'
  | 'tooFast'
  | 'malformed'

/** A request without a complete answer, and whether the server may have seen it. */
export class TransportError extends Error {
  readonly kind: TransportKind
  readonly sent: 'nothing' | 'maybe'
  readonly remedy: string | undefined

  constructor(
    kind: TransportKind,
    sent: 'nothing' | 'maybe',
    message: string,
    options: ErrorOptions & { readonly remedy?: string | undefined } = {}
  ) {
    super(message, options)
    this.name = 'TransportError'
    this.kind = kind
    this.sent = sent
    this.remedy = options.remedy
  }
}
