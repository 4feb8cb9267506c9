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
 * @property {Measured} measured what is worth knowing beside it
 *
 * What of it pages and charts read; whatever else stands in it is for people.
 *
 * @typedef {Known & Readonly<Record<string, unknown>>} Measured
 *
 * @typedef {object} Known
 * @property {Expected} [expected] of the automatic rollback
 * @property {import('./world.mjs').Times} [measured] of the automatic rollback
 * @property {string} [cause] of a failure
 * @property {string | undefined} [message] of the Canary's condition
 * @property {string | null} [causeInEvents]
 * @property {Record<string, number> | undefined} [lastValues] of the checks
 *
 * @typedef {object} Expected
 * @property {number} fromFirstFailedCheckSeconds
 * @property {number} fromFirstUserSeconds
 * @property {readonly [number, number]} fromReleaseSeconds the soonest and the latest
 *
 * What came of a scenario, as its file has it.
 *
 * @typedef {Pick<Scenario, 'id' | 'family' | 'label' | 'title' | 'look' | 'kind' | 'during' | 'parameters'> & Verdict & Timeline} Result
 *
 * @typedef {object} Timeline
 * @property {string} startedAt UTC, ISO
 * @property {number} zero seconds; the moment that times are counted from
 * @property {number | null} secondsToZeroErrors
 * @property {readonly import('./world.mjs').Mark[]} marks
 * @property {readonly { at: string, type: string, message: string, count: number }[]} events
 * @property {readonly Sample[]} samples
 *
 * @typedef {{ id: string, failure: string }} Failed one that could not be played
 *
 * One thing that is done to a service, and what comes of it.
 *
 * @typedef {object} Scenario
 * @property {string} id also of its files and, in small letters, of its namespace
 * @property {string | undefined} [family] several that are shown in one picture
 * @property {string | undefined} [label] what was done, in a few words; only what has one is compared
 * @property {string} title the claim
 * @property {string} look what to see in the picture
 * @property {'procedure' | 'automatic' | 'ours' | 'open'} kind a procedure's command, Flagger by itself, a way of ours, or
 *   a question that reading the source left open
 * @property {'rest' | 'trial' | 'failed' | 'promoted' | 'namespace' | 'gitops'} during where the service stands when it
 *   begins: compared is what begins alike
 * @property {boolean} [isLong] waits far longer than it works, so that it may be played beside other work
 * @property {number} [seconds] about how long it takes, where that is longer than most: those begin first
 * @property {{ intervalSeconds?: number, threshold?: number, cause?: string } | undefined} [parameters] of a family's member
 * @property {object | undefined} [analysis]
 * @property {object | undefined} [spec]
 * @property {boolean} [withoutFlagger]
 * @property {boolean} [ownService]
 * @property {string} [users]
 * @property {(() => Promise<{ gate?: import('./world.mjs').Gate, analysis?: object }>) | undefined} [prepare]
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
 * @param {string} [suffix] of the namespaces: a scenario that is played again needs one of its own
 * @returns {Promise<readonly (Result | Failed)[]>}
 */
export async function playAll(cluster, scenarios, say, abort = new AbortController().signal, suffix = '') {
  const waiting = scenarios.toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
  /** @type {Map<string, Result | Failed>} */
  const results = new Map()
  const observer = startObserver(cluster)
  /** @type {Set<World>} */
  const worlds = new Set()
  abort.addEventListener('abort', () => worlds.forEach((world) => world.giveUp(abort.reason)), { once: true })
  const worker = async () => {
    for (let next = waiting.shift(); next && !abort.aborted; next = waiting.shift()) {
      // One that fails says so in its own result; the others go on.
      const result = await play({ cluster, observer, worlds, say, suffix }, next).catch((error) => ({
        id: next.id,
        failure: String(error)
      }))
      if ('failure' in result) say(`${next.id}: ${result.failure}`)
      results.set(next.id, result)
    }
  }
  try {
    await Promise.all(Array.from({ length: parallel }, worker))
  } finally {
    await observer.close()
  }
  return scenarios.map(({ id }) => results.get(id) ?? { id, failure: 'was not played' })
}

/**
 * What was claimed and not seen; empty when all was.
 *
 * @param {{ failure?: string | undefined, claims?: Readonly<Record<string, boolean>> | undefined }} result
 */
export function unseenOf({ failure, claims = {} }) {
  return failure ? [failure] : Object.keys(claims).filter((claim) => !claims[claim])
}

/**
 * @param {object} stage
 * @param {import('./world.mjs').Cluster} stage.cluster
 * @param {ReturnType<typeof startObserver>} stage.observer
 * @param {Set<World>} stage.worlds
 * @param {(line: string) => void} stage.say
 * @param {string} stage.suffix
 * @param {Scenario} scenario
 * @returns {Promise<Result>}
 */
async function play({ cluster, observer, worlds, say, suffix }, scenario) {
  const { id, family, label, title, look, kind, during, parameters, users, analysis, spec } = scenario
  const prepared = (await scenario.prepare?.()) ?? {}
  const world = await createWorld(cluster, observer, {
    namespace: `${id.toLowerCase()}${suffix}`,
    analysis: { ...analysis, ...prepared.analysis },
    spec,
    withoutFlagger: scenario.withoutFlagger,
    ownService: scenario.ownService,
    users,
    gate: prepared.gate
  })
  worlds.add(world)
  try {
    await scenario.play(world)
  } finally {
    worlds.delete(world)
    world.close()
    prepared.gate?.close()
  }
  const { samples, marks, zero, startedAt } = world
  const after = samples.filter(({ seconds }) => seconds >= zero)
  const secondsToZero = secondsToZeroErrors(samples, zero)
  const { claims, measured } = await scenario.verdict({ world, after, end: world.last, secondsToZero })
  const unseen = unseenOf({ claims })
  const quiet = secondsToZero === null ? 'errors did not end' : `${secondsToZero} s to zero errors`
  say(
    `${id}: ${unseen.length === 0 ? 'as claimed' : `NOT SEEN: ${unseen.join(', ')}`}; ${quiet}; ${JSON.stringify(measured)}`
  )
  const events = await world.events()
  const about = { id, family, label, title, look, kind, during, parameters }
  return { ...about, claims, measured, startedAt, zero, secondsToZeroErrors: secondsToZero, marks, events, samples }
}
