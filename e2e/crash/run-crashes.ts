import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDrill } from '../drill.ts'
import { readReferee } from '../referee.ts'
import { judge, type Faults } from './judge.ts'
import { createLane, type Lane } from './lane.ts'
import { createRandom } from './random.ts'
import { startSlowWire } from './slow-wire.ts'
import { openStage } from './stage.ts'

export interface CrashRun {
  readonly seed: number
  readonly kills: number
  /** How many of the kills must fall between an intent and its outcome; more are made until there are so many. */
  readonly aimed: number
  readonly lanes: number
  /** Absolute path of an empty folder. */
  readonly dir: string
  readonly say: (line: string) => void
}

export interface CrashFindings {
  readonly kills: number
  readonly betweenIntentAndOutcome: number
  readonly attempts: number
  readonly effects: number
  readonly faults: Faults
  /** Journals that lost or changed bytes. */
  readonly damaged: readonly string[]
  readonly journals: readonly string[]
}

/** Kills the headless host again and again amid rollbacks against one long-lived drill, then compares records and facts. */
export async function runCrashes({ seed, kills, aimed, lanes: count, dir, say }: CrashRun): Promise<CrashFindings> {
  const random = createRandom(seed)
  const drill = await startDrill({ scenario: 'healthy', speed: 40, seed: 1 + (seed % 1_000_000) })
  try {
    const stage = await openStage(drill)
    const names = Array.from({ length: count }, (_each, index) => `rehearsal-${index}`)
    await Promise.all(names.map((name) => stage.addDeployment(name)))
    const wire = await startSlowWire(stage, createRandom(seed + 1))
    try {
      const kubeconfig = join(dir, 'kubeconfig')
      await mkdir(dir, { recursive: true })
      await writeFile(kubeconfig, kubeconfigOf({ ...stage, url: wire.url, wireCa: wire.ca }), { mode: 0o600 })
      const before = (await readReferee(drill.control)).effects.length
      const lanes = names.map((deployment, index) =>
        createLane({
          stage,
          wire,
          deployment,
          kubeconfig,
          clock: drill.clock,
          dir: join(dir, deployment),
          random: createRandom(Math.floor(random() * 2 ** 32) + index)
        })
      )
      const done = await killAll(lanes, kills, aimed, say)
      await Promise.all(lanes.map((lane) => lane.settle(90_000)))
      await wire.quiet()
      const counted = (await readReferee(drill.control)).effects.length - before
      const attempts = (await Promise.all(lanes.map((lane) => lane.attempts()))).flat()
      return {
        ...done,
        attempts: attempts.length,
        effects: counted,
        faults: judge({ attempts, mutations: wire.mutations, counted }),
        damaged: lanes.flatMap(({ damaged }) => damaged),
        journals: lanes.map(({ journalDir }) => journalDir)
      }
    } finally {
      wire.close()
    }
  } finally {
    await drill.stop()
  }
}

async function killAll(lanes: readonly Lane[], kills: number, aimed: number, say: (line: string) => void) {
  let done = 0
  let between = 0
  const enough = new AbortController()
  await Promise.all(
    lanes.map(async (lane) => {
      while (!enough.signal.aborted) {
        const crash = await lane.crash(enough.signal)
        if (!crash) continue
        done += 1
        if (crash.betweenIntentAndOutcome) between += 1
        if (done % 10 === 0) say(`${done} kills, ${between} between intent and outcome`)
        if (done >= kills && between >= aimed) enough.abort()
      }
    })
  )
  return { kills: done, betweenIntentAndOutcome: between }
}

function kubeconfigOf(to: {
  readonly url: string
  readonly wireCa: string
  readonly token: string
  readonly namespace: string
}) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    clusters: [
      {
        name: 'rehearsal',
        cluster: { server: to.url, 'certificate-authority-data': Buffer.from(to.wireCa).toString('base64') }
      }
    ],
    users: [{ name: 'operator', user: { token: to.token } }],
    contexts: [{ name: 'operator', context: { cluster: 'rehearsal', user: 'operator', namespace: to.namespace } }]
  })
}
