import './lib/no-inspector.ts'
import { join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { randomInt } from 'node:crypto'
import { answerApprovals } from './autopilot/answer-approvals.ts'
import { awaitWatch, playIncident, playRollback } from './autopilot/autopilot.ts'
import {
  asksForHelp,
  readAutopilotOptions,
  usage,
  UsageError,
  type AutopilotOptions,
  type PlayedWorld
} from './autopilot/cli-options.ts'
import { leave, openOutFolder } from './autopilot/out-folder.ts'
import { nobodyCounts, readReferee, waitForRecovery } from './autopilot/referee.ts'
import { resultOf, type DrillResult, type Played, type RefereeReport } from './autopilot/result.ts'
import { jsonLine, stageLine } from './autopilot/terminal-lines.ts'
import { watchFeeds } from './autopilot/watch-feeds.ts'
import { createConsole } from './console.ts'
import { joinSegments } from './journal/index.ts'
import { createClock } from './lib/clock.ts'
import { visibleText } from './lib/visible-text.ts'
import type { Console, Launch } from './ports/console.ts'
import { createChildProcesses } from './processes/child-processes.ts'
import { isDrillReady } from './processes/drill-ready.ts'
import type { SealedDrill } from './processes/sealed-drill.ts'
import { createMemoryStore } from './secrets/memory.ts'

/** Exit codes of the autopilot. */
const exit = { recovered: 0, notRecovered: 1, usage: 2 } as const

function say(stage: string, text: string): void {
  process.stderr.write(stageLine(stage, text))
}

/**
 * The Node host: the same console without Electron, with credentials in memory, played by the autopilot.
 * The scenario and the seed go to the drill's process only; the console sees a kubeconfig and a clock.
 */
async function main(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(`${usage}\n`)
    return exit.recovered
  }
  const options = readAutopilotOptions(args, () => randomInt(1, 2 ** 31))
  const out = await openOutFolder(options.out)
  const host = createHost(options)
  try {
    const result = await play(host, out)
    await leave(out, 'result.json', `${JSON.stringify(result, null, 2)}\n`)
    await new Promise((resolve) => process.stdout.write(jsonLine(result), resolve))
    return result.recovered && result.unrecorded === undefined ? exit.recovered : exit.notRecovered
  } finally {
    host.processes.killAll()
  }
}

/** How long the end of a watch is waited for, real milliseconds: it takes longer while it is blind or alarms. */
const watchWithinMs = 3 * 3_600_000

function createHost({ world, watch }: AutopilotOptions) {
  let control = world.kind === 'cluster' ? world.control : null
  const drill: SealedDrill = {
    args: world.kind === 'drill' ? ['--scenario', world.scenario, '--seed', String(world.seed)] : [],
    open(message) {
      if (!isDrillReady(message)) return message
      control = message.control
      const { control: _kept, ...seen } = message
      return seen
    }
  }
  const processes = createChildProcesses(import.meta.dirname, process.env, drill)
  return { processes, world, watch, control: () => control }
}

function launchOf(world: PlayedWorld): Launch {
  if (world.kind === 'drill') return { kind: 'drill', speed: world.speed }
  const { kubeconfig, context, namespace } = world
  return { kind: 'kubeconfig', file: resolve(kubeconfig), context, namespace }
}

async function play(host: ReturnType<typeof createHost>, out: string): Promise<DrillResult> {
  const { world } = host
  // A drill begins with an empty record; a cluster that stays is taken up where the last run left it.
  const journalDir = join(out, world.kind === 'drill' ? `journal-${Date.now()}` : 'journal')
  const attached = world.kind === 'cluster' ? world.clock : null
  const console = createConsole({
    createClock,
    homeClock: attached,
    secrets: createMemoryStore('the autopilot keeps nothing'),
    journalDir,
    // Whoever names the folder on the command line has chosen it; a script may well use a temporary one.
    anyJournalPlace: true,
    ...(world.kind === 'cluster' && world.requestTimeoutMs !== null
      ? { requestTimeoutMs: world.requestTimeoutMs }
      : {}),
    processes: host.processes,
    approvals: answerApprovals,
    resourcesDir: resolve(import.meta.dirname, '../../resources'),
    operator: userInfo().username,
    env: process.env,
    dialogs: {
      chooseKubeconfig: async () => null,
      chooseFile: async () => null,
      confirmTrust: async () => false,
      saveReport: async () => null,
      saveZip: async () => null
    },
    clipboard: { write: () => undefined },
    preferences: { read: () => null, write: () => undefined },
    version: '0.1.0',
    sandboxed: true,
    launch: launchOf(world)
  })
  try {
    if (world.kind === 'drill') say('drill', `${world.scenario}, seed ${world.seed}, speed ${world.speed}`)
    const played =
      world.kind === 'cluster' && world.rollback
        ? await playRollback(
            console,
            { namespace: world.namespace, name: world.rollback.deployment },
            world.rollback.revision,
            say
          )
        : await playIncident(console, say)
    const count = await countOf(host, played)
    const isWatched = host.watch && played.run?.proved === true
    const watch = isWatched && played.run ? await awaitWatch(console, played.run.id, watchWithinMs, say) : undefined
    const unrecorded = await whyUnrecorded(console)
    const result = resultOf(
      { ...played, ...(unrecorded === null ? {} : { unrecorded }), ...(watch === undefined ? {} : { watch }) },
      count
    )
    await leave(out, 'report.md', await reportOf(console))
    say('report', join(out, 'report.md'))
    if (unrecorded !== null) say('record', `it ends before the run does: ${unrecorded}`)
    say('result', result.recovered ? 'recovered' : `not recovered: ${whyNot(played)}`)
    return result
  } finally {
    await console.close()
    await joinSegments(journalDir, join(out, 'journal.jsonl'))
  }
}

/** The checks that did not pass; where none speaks against it, it is what users saw. */
function whyNot({ stopped: first, run: done, next }: Played): string {
  const stopped = first ?? next?.stopped ?? null
  const run = next?.run ?? done
  const open =
    run?.proved === false ? run.checks.filter(({ name, status }) => status !== 'True' && name !== 'drift') : []
  const checks = open.map(({ title, status }) => `${title}: ${status}`)
  return stopped ?? (checks.join(', ') || (run?.proved === false && run.failure?.message) || 'users still see errors')
}

/** What users saw by the drill's own count; where it cannot be had, nobody has recovered. */
async function countOf({ world, control }: ReturnType<typeof createHost>, played: Played): Promise<RefereeReport> {
  const address = control()
  const held = played.run === null && played.verdict?.level === 'hold'
  try {
    if (address && held && world.kind === 'drill') return await waitForRecovery(address, world.speed)
    if (address) return await readReferee(address)
  } catch (error) {
    say('result', `what users saw cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return world.kind === 'drill' ? { ...nobodyCounts, scenario: world.scenario, seed: world.seed } : nobodyCounts
}

/** Why the journal takes no records any more; null while it does. */
async function whyUnrecorded(console: Console): Promise<string | null> {
  const feeds = watchFeeds(console)
  try {
    return await feeds.until('the health of the journal', 10_000, ({ record }) => {
      if (!record) return undefined
      return record.health.state === 'healthy' ? null : record.health.reason
    })
  } finally {
    feeds.close()
  }
}

/** The report as of the last record. */
async function reportOf(console: Console): Promise<string> {
  const report = await console.request('report.read', {})
  return report.ok ? report.value.markdown : ''
}

process.on('SIGTERM', () => process.exit(143))
process.on('SIGINT', () => process.exit(130))

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof UsageError
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`backout: ${isUsage ? message : visibleText(message)}\n`)
    process.exit(isUsage ? exit.usage : exit.notRecovered)
  }
)
