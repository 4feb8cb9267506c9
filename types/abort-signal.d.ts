/** The one type of the platform that the pure stages' ports mention; they are compiled without Node and DOM types. */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
}
