import { startObserver } from './observer.mjs'
import { secondsToZeroErrors } from './samples.mjs'
import { createWorld } from './world.mjs'

/**
 * @typedef {Awaited<ReturnType<typeof createWorld>>} World
 * @typedef {import('./samples.mjs').Sample} Sample
 *
 * What a scenario's verdict reads.
 *
 * @typedef {object} Played
 * @property {World} world
 * @property {readonly Sample[]} after from the moment that times are counted from
 * @property {Sample} end
 * @property {number | null} secondsToZero until users saw no error any more; null when that never came
 *
 * @typedef {object} Verdict
 * @property {Record<string, boolean>} claims what must have been seen
 * @property {object} measured what is worth knowing beside it
 *
 * One thing that is done to a service, and what comes of it.
 *
 * @typedef {object} Scenario
 * @property {string} id also of its files and, in small letters, of its namespace
 * @property {string} [family] several that are shown in one picture
 * @property {string} [label] what was done, in a few words; only what has one is compared
 * @property {string} title the claim
 * @property {string} look what to see in the picture
 * @property {'procedure' | 'automatic' | 'ours' | 'open'} kind a procedure's command, Flagger by itself, a way of ours, or
 *   a question that reading the source left open
 * @property {'rest' | 'trial' | 'failed' | 'promoted' | 'namespace' | 'gitops'} during where the service stands when it
 *   begins: compared is what begins alike
 * @property {boolean} [isLong] waits far longer than it works, so that it may be played beside other work
 * @property {number} [seconds] about how long it takes, where that is longer than most: those begin first
 * @property {object} [parameters] of a family's member
 * @property {object} [analysis]
 * @property {object} [spec]
 * @property {boolean} [withoutFlagger]
 * @property {boolean} [ownService]
 * @property {string} [users]
 * @property {() => Promise<{ gate?: Awaited<ReturnType<typeof import('./gate.mjs').startGate>>, analysis?: object }>} [prepare]
 *   what has to be there before the Canary
 * @property {(world: World) => Promise<void>} play
 * @property {(played: Played) => Verdict | Promise<Verdict>} verdict
 */

/** How many scenarios run at a time: each waits far more than it works. */
const parallel = 14

/**
 * Plays scenarios in parallel namespaces, the long ones first; the results are in the scenarios' order.
 *
 * @param {import('./world.mjs').Cluster} cluster
 * @param {readonly Scenario[]} scenarios
 * @param {(line: string) => void} say
 * @param {AbortSignal} [abort] ends what is being played, as failed
 */
export async function playAll(cluster, scenarios, say, abort = new AbortController().signal) {
  const waiting = scenarios.toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
  const results = new Map()
  const observer = startObserver(cluster)
  const worlds = new Set()
  abort.addEventListener('abort', () => worlds.forEach((world) => world.giveUp(abort.reason)), { once: true })
  const worker = async () => {
    for (let next = waiting.shift(); next && !abort.aborted; next = waiting.shift()) {
      // One that fails says so in its own result; the others go on.
      const result = await play({ cluster, observer, worlds, say }, next).catch((error) => ({
        id: next.id,
        failure: String(error)
      }))
      if (result.failure) say(`${next.id}: ${result.failure}`)
      results.set(next.id, result)
    }
  }
  try {
    await Promise.all(Array.from({ length: parallel }, worker))
  } finally {
    await observer.close()
  }
  return scenarios.map(({ id }) => results.get(id))
}

/**
 * What was claimed and not seen; empty when all was.
 *
 * @param {{ failure?: string | undefined, claims?: Readonly<Record<string, boolean>> | undefined }} result
 */
export function unseenOf({ failure, claims = {} }) {
  return failure ? [failure] : Object.keys(claims).filter((claim) => !claims[claim])
}

/** @param {Scenario} scenario */
async function play({ cluster, observer, worlds, say }, scenario) {
  const { id, family, label, title, look, kind, during, parameters, users, analysis, spec } = scenario
  const prepared = (await scenario.prepare?.()) ?? {}
  const world = await createWorld(cluster, observer, {
    namespace: id.toLowerCase(),
    analysis: { ...analysis, ...prepared.analysis },
    spec,
    withoutFlagger: scenario.withoutFlagger,
    ownService: scenario.ownService,
    users
  })
  worlds.add(world)
  try {
    await scenario.play(Object.assign(world, { gate: prepared.gate }))
  } finally {
    worlds.delete(world)
    world.close()
    prepared.gate?.close()
  }
  const { samples, marks, zero, startedAt } = world
  const after = samples.filter(({ seconds }) => seconds >= zero)
  const secondsToZero = secondsToZeroErrors(samples, zero)
  const { claims, measured } = await scenario.verdict({ world, after, end: after.at(-1), secondsToZero })
  const unseen = unseenOf({ claims })
  const quiet = secondsToZero === null ? 'errors did not end' : `${secondsToZero} s to zero errors`
  say(
    `${id}: ${unseen.length === 0 ? 'as claimed' : `NOT SEEN: ${unseen.join(', ')}`}; ${quiet}; ${JSON.stringify(measured)}`
  )
  const events = await world.events()
  const about = { id, family, label, title, look, kind, during, parameters }
  return { ...about, claims, measured, startedAt, zero, secondsToZeroErrors: secondsToZero, marks, events, samples }
}
