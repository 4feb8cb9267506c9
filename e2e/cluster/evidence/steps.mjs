/** What several scenarios ask of a sample, and how each bad release begins. */
export const initialized = ({ phase }) => phase === 'Initialized' || phase === 'Succeeded'
export const onTrial = ({ phase, weights }) =>
  phase === 'Progressing' && Object.values(weights ?? {}).some((weight) => weight > 0 && weight < 100)
export const canaryWeight = ({ weights }) => weights?.['product-service-canary'] ?? null

/** Brings a bad release on trial: version 1.1.0 fails 30 % of its requests. */
export async function badRelease(world, version = '1.1.0-bad') {
  await world.until('the primary', initialized)
  await world.release(version)
  world.mark(`released ${version}`)
  return world.until('the bad release on trial', onTrial)
}
