import { setMaxListeners } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDrill } from '../drill.ts'
import { readReferee } from '../referee.ts'
import { judge, type Faults } from './judge.ts'
import { createLane, type Lane } from './lane.ts'
import { createRandom, type Random } from './random.ts'
import { startSlowWire } from './slow-wire.ts'
import { openStage } from './stage.ts'

export interface CrashRun {
  readonly seed: number
  readonly kills: number
  /** How many of the kills must fall between an intent and its outcome; more are made until there are so many. */
  readonly aimed: number
  /** How many hosts run at a time. */
  readonly hosts: number
  /** Absolute path of an empty folder. */
  readonly dir: string
  readonly say: (line: string) => void
  /** Ends everything that was started; what was found until then is returned. */
  readonly abort: AbortSignal
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

/** What is waited for here takes real time; a faster world would only have the hosts ask it more often. */
const drillSpeed = 4

/** Deployments for each host: those with a request in doubt rest, and there are others meanwhile. */
const lanesPerHost = 3

/** The others are started while a request of their Deployment is in doubt, and are killed while they settle it. */
const calmShare = 0.85

/** Kills the headless host again and again amid rollbacks against one long-lived drill, then compares records and facts. */
export async function runCrashes({ seed, kills, aimed, hosts, dir, say, abort }: CrashRun): Promise<CrashFindings> {
  const random = createRandom(seed)
  const drill = await startDrill({ scenario: 'healthy', speed: drillSpeed, seed: 1 + (seed % 1_000_000) })
  // Every host listens.
  setMaxListeners(hosts + 2, abort)
  // A runner that gives up does not wait for what ends in order.
  abort.addEventListener('abort', () => void drill.stop(), { once: true })
  try {
    const stage = await openStage(drill)
    const names = Array.from({ length: hosts * lanesPerHost }, (_each, index) => `rehearsal-${index}`)
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
      const done = await killAll({ lanes, hosts, kills, aimed, random, say, abort })
      await settleAll(lanes, hosts, abort)
      await wire.quiet()
      const counted = (await readReferee(drill.control)).effects.length - before
      const attempts = (await Promise.all(lanes.map((lane) => lane.attempts()))).flat()
      const journals = await Promise.all(lanes.map((lane) => lane.lines()))
      return {
        ...done,
        attempts: attempts.length,
        effects: counted,
        faults: judge({ attempts, journals, mutations: wire.mutations, counted }),
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

interface Killing extends Pick<CrashRun, 'hosts' | 'kills' | 'aimed' | 'say' | 'abort'> {
  readonly lanes: readonly Lane[]
  readonly random: Random
}

async function killAll({ lanes, hosts, kills, aimed, random, say, abort }: Killing) {
  let done = 0
  let between = 0
  const idle = new Set(lanes)
  const isEnough = (): boolean => abort.aborted || (done >= kills && between >= aimed)
  await Promise.all(
    Array.from({ length: hosts }, async () => {
      while (!isEnough()) {
        const lane = drawLane([...idle], random)
        idle.delete(lane)
        const crash = await lane.crash(abort)
        idle.add(lane)
        if (!crash) continue
        done += 1
        if (crash.betweenIntentAndOutcome) between += 1
        if (done % 10 === 0) say(`${done} kills, ${between} between intent and outcome`)
      }
    })
  )
  return { kills: done, betweenIntentAndOutcome: between }
}

function drawLane(idle: readonly Lane[], random: Random): Lane {
  const wantsDoubt = random() >= calmShare
  const wanted = idle.filter((lane) => lane.isInDoubt() === wantsDoubt)
  const lanes = wanted.length > 0 ? wanted : idle
  const lane = lanes[Math.floor(random() * lanes.length)]
  if (!lane) throw new Error('every Deployment has a host')
  return lane
}

async function settleAll(lanes: readonly Lane[], hosts: number, abort: AbortSignal): Promise<void> {
  const waiting = [...lanes]
  await Promise.all(
    Array.from({ length: hosts }, async () => {
      for (let lane = waiting.pop(); lane; lane = waiting.pop()) await lane.settle(abort)
    })
  )
}

function kubeconfigOf(to: { readonly url: string; readonly wireCa: string; readonly token: string }) {
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
    contexts: [{ name: 'operator', context: { cluster: 'rehearsal', user: 'operator' } }]
  })
}
