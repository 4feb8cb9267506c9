import { isDeepStrictEqual } from 'node:util'
import type {
  ClockView,
  DecisionView,
  FeedMessage,
  LeverView,
  PracticeView,
  Run,
  VerdictLevel
} from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { Practice } from '../../ports/practice.ts'
import { readControl } from '../../processes/drill-control.ts'
import type { DrillChoice } from '../command-line.ts'
import { exercises, type Exercise, type Hint } from './exercises.ts'
import {
  debriefOf,
  reportSchema,
  truthSchema,
  type PlayedDrill,
  type PlayedMove,
  type PracticeReport,
  type Truth
} from './score.ts'

/** The drill that runs, and what was done in it so far. */
interface Game {
  readonly control: string
  readonly clock: ClockView
  exercise: Exercise | null
  before: PracticeReport | null
  truth: Truth | null
  /** Those that were asked for. */
  readonly hints: Set<Hint>
  /** The service in trouble is open. */
  opened: boolean
  /** A plan is approved and was not cancelled before anything was sent. */
  approved: boolean
  /** When each run was approved, by its id. */
  readonly approvedAtMs: Map<string, number>
  /** When the first run that was carried out was approved: what was cancelled was no decision. */
  decidedAtMs: number | null
  /** By run. */
  readonly moves: Map<string, PlayedMove>
  ended: boolean
  /** What was told of it in the end; null before. */
  told: PlayedDrill | null
}

/** The host's teacher: what it tells the drill's process, hears of it, and shows in the window. */
export interface Coach {
  readonly practice: Practice
  /** The drill's command line for the exercise that was chosen. */
  args(): readonly string[]
  /** The drill is ready; its control port is nobody else's business. */
  opened(control: string, clock: ClockView): void
  /** What the window is shown, too: when a rollback is approved, and whether it is proved. */
  watch(message: FeedMessage): void
}

/**
 * Tells which exercise the drill plays, briefs, gives hints, and says how it went, from the drill's own count and from
 * what was approved.
 * @param choice of the command line, for the first drill
 */
export function createCoach(choice: DrillChoice = {}): Coach {
  let wanted: DrillChoice = choice
  let game: Game | null = null
  let view: PracticeView = {
    exercises: exercises.map((each) => each.view),
    playing: null,
    debrief: null,
    lastDebrief: null
  }
  let recommended: string | null = null
  let decision: DecisionView | null = null
  let level: VerdictLevel | undefined
  let inDrill = false
  const listeners = new Set<(view: PracticeView) => void>()

  function show(change: Partial<PracticeView>): void {
    view = { ...view, ...change }
    for (const listener of listeners) listener(view)
  }

  function showPlaying(): void {
    const { exercise, before, truth, hints, clock } = game ?? { exercise: null }
    if (!exercise || !before || !truth || !game || game.ended) return show({ playing: null })
    const helping = hintsThatHelp(game)
    const briefing = exercise.briefing
      .replace('{time}', clock.simulatedAt.slice(11, 16))
      .replace('{namespace}', truth.namespace)
    show({
      playing: {
        exercise: exercise.view,
        seed: before.seed,
        briefing,
        hints: helping.filter((hint) => hints.has(hint)).map(({ text }) => text),
        hintsLeft: helping.filter((hint) => !hints.has(hint)).length,
        hintsTaken: hints.size
      }
    })
  }

  async function begin(mine: Game): Promise<void> {
    const [before, truth] = await Promise.all([reportOf(mine), truthOf(mine)])
    if (game !== mine) return
    mine.before = before
    mine.truth = truth
    mine.exercise = exercises.find(({ id }) => id === before?.scenario) ?? null
    showPlaying()
  }

  async function end(ended: 'proved' | 'stopped'): Promise<void> {
    const mine = game
    const exercise = mine?.exercise
    if (!mine || !exercise || mine.ended) return
    mine.ended = true
    const endedAtMs = simulatedMs(mine.clock)
    const [after, truth] = await Promise.all([reportOf(mine), truthOf(mine)])
    if (game !== mine) return
    mine.told = {
      exercise,
      next: exercises[exercises.indexOf(exercise) + 1] ?? null,
      before: mine.before,
      after,
      truth: truth ?? mine.truth,
      decidedInSeconds: ((mine.decidedAtMs ?? endedAtMs) - Date.parse(mine.clock.simulatedAt)) / 1_000,
      approved: mine.decidedAtMs !== null,
      moves: [...mine.moves.values()],
      recommended,
      leftOpen: actsNow(level) ? openLever(decision) : null,
      hints: mine.hints.size,
      ended
    }
    const debrief = debriefOf(mine.told)
    show({ playing: null, debrief, lastDebrief: debrief })
  }

  function watchRun(run: Extract<FeedMessage, { feed: 'run' }>['value']): void {
    if (!game || !run || !inDrill) return
    if (game.ended) return watchAfterwards(game, run)
    const approvedAtMs = game.approvedAtMs.get(run.id) ?? simulatedMs(game.clock)
    game.approvedAtMs.set(run.id, approvedAtMs)
    const wasSent = isSent(run)
    if (wasSent) {
      game.decidedAtMs ??= approvedAtMs
      game.moves.set(run.id, moveOf(game, run))
    }
    const approved = wasSent || run.state !== 'settled'
    if (approved !== game.approved) {
      game.approved = approved
      showPlaying()
    }
    if (run.state === 'settled' && run.proved) void end('proved')
  }

  /** What is done once users are well may hurt them again: it belongs to what is told, and nothing else of it changes. */
  function watchAfterwards(mine: Game, run: Run): void {
    const { told } = mine
    if (told === null || !isSent(run)) return
    mine.moves.set(run.id, moveOf(mine, run))
    const debrief = debriefOf({ ...told, moves: [...mine.moves.values()] })
    if (isDeepStrictEqual(debrief.wrongTurns, view.lastDebrief?.wrongTurns)) return
    show({ ...(view.debrief === null ? {} : { debrief }), lastDebrief: debrief })
  }

  function watchService(service: Extract<FeedMessage, { feed: 'service' }>['value']): void {
    if (!game || !inDrill) return
    const { truth } = game
    const names = truth === null ? [] : [truth.deployment, ...truth.failing]
    const opened = names.includes(service?.ref.name ?? '') && service?.ref.namespace === truth?.namespace
    if (opened === game.opened) return
    game.opened = opened
    showPlaying()
  }

  return {
    args() {
      const scenario = wanted.scenario ?? exercises[0]?.id ?? ''
      const { seed } = wanted
      return ['--scenario', scenario, ...(seed === undefined ? [] : ['--seed', String(seed)])]
    },
    opened(control, clock) {
      const mine: Game = {
        control,
        clock,
        exercise: null,
        before: null,
        truth: null,
        hints: new Set(),
        opened: false,
        approved: false,
        approvedAtMs: new Map(),
        decidedAtMs: null,
        moves: new Map(),
        ended: false,
        told: null
      }
      game = mine
      recommended = null
      decision = null
      level = undefined
      show({ playing: null, debrief: null })
      void begin(mine)
    },
    watch(message) {
      if (message.feed === 'decision') {
        decision = message.value
        recommended = recommendedIn(decision)?.verb ?? recommended
      }
      if (message.feed === 'verdict') level = message.value?.level
      if (message.feed === 'run') watchRun(message.value)
      if (message.feed === 'service') watchService(message.value)
      if (message.feed === 'shell') inDrill = message.value.environment?.kind === 'drill'
    },
    practice: {
      choose(exercise, seed) {
        if (exercise === undefined && seed === undefined) return
        const chosen = exercises.find((each) => each.view.id === exercise)
        if (exercise !== undefined && !chosen)
          throw new FailureError(failureOf('notFound', `There is no exercise ${exercise}.`))
        wanted = { ...(chosen ? { scenario: chosen.id } : {}), ...(seed === undefined ? {} : { seed }) }
      },
      hint() {
        if (!game || game.ended) return
        const next = hintsThatHelp(game).find((hint) => !game?.hints.has(hint))
        if (!next) return
        game.hints.add(next)
        showPlaying()
      },
      end: () => end('stopped'),
      putAway: () => show({ debrief: null }),
      subscribe(listener) {
        listeners.add(listener)
        listener(view)
        return () => listeners.delete(listener)
      }
    }
  }
}

function recommendedIn({ levers }: DecisionView): LeverView | undefined {
  return levers.find(({ state }) => state === 'recommended')
}

/** A verdict that leaves no time: to prepare something may end with a plan that is ready. */
function actsNow(level: VerdictLevel | undefined): boolean {
  return level === 'rollBack' || level === 'declareIncident'
}

/** What is recommended and can be sent; null for nothing. */
function openLever(decision: DecisionView | null): string | null {
  if (decision === null || decision.failure !== null || decision.plan?.blocked !== undefined) return null
  return recommendedIn(decision)?.verb ?? null
}

function isSent({ outcome, attempts }: Run): boolean {
  return outcome === 'succeeded' || attempts.some((attempt) => attempt.outcome === 'succeeded')
}

/** What goes on where a way back stopped is a part of it. */
function moveOf({ moves }: Game, run: Run): PlayedMove {
  const { ref, words, proved, continues } = run
  const before = continues ? moves.get(continues.runId) : undefined
  const takesBack = continues?.how === 'takeBack' ? before : before?.takesBack
  const move = { runId: run.id, service: ref?.name ?? '', did: words.done, toRevision: undoneTo(run), proved }
  return takesBack === undefined ? move : { ...move, takesBack }
}

/** To which revision its own Deployment was undone; null where it was not. */
function undoneTo({ ref, attempts }: Run): number | null {
  const undo = new RegExp(`rollout undo deployment/${ref?.name ?? ''} --to-revision=(\\d+)$`)
  const to = attempts.flatMap(({ command, outcome }) =>
    outcome === 'succeeded' ? (undo.exec(command)?.[1] ?? []) : []
  )
  return to[0] === undefined ? null : Number(to[0])
}

/** The hints that say something to somebody who is where they are now. */
function hintsThatHelp({ exercise, opened, approved }: Game): readonly Hint[] {
  const isReached = { opened: opened || approved, approved }
  return (exercise?.hints ?? []).filter(
    ({ from, until }) => (from === null || isReached[from]) && (until === null || !isReached[until])
  )
}

function simulatedMs({ simulatedAt, realAt, speed }: ClockView): number {
  return Date.parse(simulatedAt) + (Date.now() - Date.parse(realAt)) * speed
}

/** Null when the drill has gone, or says something else than it should. */
async function reportOf({ control }: Game): Promise<PracticeReport | null> {
  const parsed = reportSchema.safeParse(await readControl(control, 'report').catch(() => null))
  return parsed.success ? parsed.data : null
}

async function truthOf({ control }: Game): Promise<Truth | null> {
  const parsed = truthSchema.safeParse(await readControl(control, 'truth').catch(() => null))
  return parsed.success ? parsed.data : null
}
