import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { randomInt } from 'node:crypto'
import { playIncident } from './autopilot/autopilot.ts'
import { readAutopilotOptions, UsageError, type AutopilotOptions } from './autopilot/cli-options.ts'
import { createNodeProcesses } from './autopilot/node-processes.ts'
import { isDrillReady, readReferee, type DrillReady } from './autopilot/referee.ts'
import { resultOf, type DrillResult } from './autopilot/result.ts'
import { createConsole } from './console.ts'
import { joinSegments } from './journal/index.ts'
import { createClock } from './lib/clock.ts'
import { createMemoryStore } from './secrets/memory.ts'

/** Exit codes of the autopilot. */
const exit = { recovered: 0, notRecovered: 1, usage: 2 } as const

function say(stage: string, text: string): void {
  process.stderr.write(`${stage.padEnd(8)} ${text}\n`)
}

/**
 * The Node host: the same console without Electron, with credentials in memory, played by the autopilot.
 * The scenario and the seed go to the drill's process only; the console sees a kubeconfig and a clock.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = readAutopilotOptions(args, () => randomInt(1, 2 ** 31))
  const out = resolve(options.out)
  await mkdir(out, { recursive: true })
  const host = createHost(options)
  try {
    const result = await play(host, out)
    await writeFile(join(out, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return result.recovered ? exit.recovered : exit.notRecovered
  } finally {
    host.processes.killAll()
  }
}

function createHost(options: AutopilotOptions) {
  let ready: DrillReady | null = null
  const processes = createNodeProcesses({
    programsDir: import.meta.dirname,
    extraArgs: (program) =>
      program === 'drill' ? ['--scenario', options.scenario, '--seed', String(options.seed)] : [],
    filter(program, message) {
      if (program !== 'drill' || !isDrillReady(message)) return message
      ready = message
      const { control: _kept, ...seen } = message
      return seen
    }
  })
  const drillExit = { code: null as number | null }
  return {
    processes,
    options,
    drillExit,
    control(): string {
      if (!ready) throw new Error('the drill did not start')
      return ready.control
    }
  }
}

async function play(host: ReturnType<typeof createHost>, out: string): Promise<DrillResult> {
  const journalDir = join(out, `journal-${process.pid}-${Date.now()}`)
  const console = createConsole({
    createClock,
    secrets: createMemoryStore('the autopilot keeps nothing'),
    journalDir,
    processes: host.processes,
    resourcesDir: resolve(import.meta.dirname, '../../resources'),
    operator: userInfo().username,
    env: process.env,
    dialogs: { openKubeconfig: async () => null, saveReport: async () => null },
    clipboard: { write: () => {} },
    preferences: { read: () => null, write: () => {} },
    version: '0.1.0',
    sandboxed: true,
    launch: { kind: 'drill', speed: host.options.speed }
  })
  try {
    say('drill', `${host.options.scenario}, seed ${host.options.seed}, speed ${host.options.speed}`)
    const played = await playIncident(console, say)
    const referee = await readReferee(host.control())
    await console.request('report.set', { field: 'detectedAt', value: '' })
    const report = reportOf(console)
    await writeFile(join(out, 'report.md'), report)
    const result = resultOf(played, referee)
    say('report', `${join(out, 'report.md')}`)
    say('result', result.recovered ? 'recovered' : `not recovered${result.stopped ? `: ${result.stopped}` : ''}`)
    return result
  } finally {
    await console.close()
    await joinSegments(journalDir, join(out, 'journal.jsonl'))
  }
}

function reportOf(console: ReturnType<typeof createConsole>): string {
  let markdown = ''
  console.subscribe((message) => {
    if (message.feed === 'report') markdown = message.value.markdown
  })()
  return markdown
}

process.on('SIGTERM', () => process.exit(143))
process.on('SIGINT', () => process.exit(130))

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(error instanceof UsageError ? exit.usage : exit.notRecovered)
  }
)

void readFile
