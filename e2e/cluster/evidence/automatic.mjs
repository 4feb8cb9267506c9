/**
 * What a scenario of the automatic rollback was played with, and what it measured.
 *
 * @param {import('./play.mjs').Result} result
 * @throws Error for one of another kind
 */
export function automaticOf({ id, parameters, measured: { expected, measured } }) {
  const { intervalSeconds, threshold } = parameters ?? {}
  if (intervalSeconds === undefined || threshold === undefined || !expected || !measured) {
    throw new Error(`${id} measured no automatic rollback`)
  }
  return { intervalSeconds, threshold, expected, measured }
}
