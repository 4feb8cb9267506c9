import { secondsToQuiet } from './scenarios.mjs'
import { createWorld } from './world.mjs'

/** How many scenarios run at a time: each waits far more than it works. */
const parallel = 8

/** Plays scenarios in parallel namespaces; each result holds its timeline, its verdict and the time to zero errors. */
export async function playAll(cluster, scenarios, say) {
  const waiting = [...scenarios]
  const results = []
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await play(cluster, next, say))
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return scenarios.map(({ id }) => results.find((result) => result.id === id))
}

async function play(cluster, scenario, say) {
  const holder = {}
  const prepared = (await scenario.prepare?.(holder)) ?? {}
  const world = await createWorld(cluster, {
    namespace: scenario.id.toLowerCase(),
    analysis: { ...scenario.analysis, ...prepared }
  })
  Object.assign(world, holder)
  let from
  try {
    from = await scenario.play(world)
  } finally {
    await world.close()
  }
  const { samples, marks } = await world.close()
  const after = samples.filter(({ at, error }) => at >= from && !error)
  const end = after.at(-1)
  const verdict = await scenario.verdict({ world, after, end, from })
  const toQuiet = secondsToQuiet(samples, from)
  say(
    `${scenario.id}: ${JSON.stringify(verdict)}, ${toQuiet === null ? 'errors never stopped' : `${toQuiet} s to zero errors`}`
  )
  const events = await world.events()
  return { id: scenario.id, title: scenario.title, from, secondsToQuiet: toQuiet, verdict, marks, events, samples }
}

/** Whether everything that the scenario claims was seen. */
export function isSeen({ verdict }) {
  return Object.values(verdict).every((value) => value !== false && value !== null)
}
