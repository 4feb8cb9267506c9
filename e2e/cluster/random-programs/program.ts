import { createRandom, type Random } from '../../crash/random.ts'
import { ours, procedure, shellLine } from '../evidence/commands.mjs'
import { service } from '../evidence/samples.mjs'

/** Something that people, a pipeline or a gate do in the middle of an interval. */
export type Event =
  | { readonly kind: 'release'; readonly version: string }
  /** Arguments of kubectl; the namespace is the player's. */
  | { readonly kind: 'kubectl'; readonly args: (namespace: string) => readonly string[] }
  | { readonly kind: 'gate'; readonly path: GatePath }

export type GatePath = `/${'gate' | 'rollback'}/${'open' | 'close'}`

/** A Canary and what happens to it, drawn from a seed. */
export interface Program {
  readonly seed: number
  /** Of the Canary, beside the usual; the addresses of its hooks come from the player. */
  readonly analysis: Readonly<Record<string, number>>
  /** What asks the gate; a closed one fails as a check, or makes a run wait. Null where nothing does. */
  readonly asksGate: 'rollout' | 'confirm-rollout' | 'confirm-traffic-increase' | 'confirm-promotion' | null
  /** Whether it has a rollback gate, which is closed at first. */
  readonly hasRollbackGate: boolean
  readonly isGateOpen: boolean
  /** One at most an interval, the first one at its place 0. */
  readonly events: readonly (Event | null)[]
}

/** Intervals of 10 s after the primary was there. */
const intervals = 12

/** Draws a program. The same seed gives the same one. */
export function drawProgram(seed: number): Program {
  const random = createRandom(seed)
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const analysis = {
    threshold: pick([1, 2, 3, 5]),
    stepWeight: pick([10, 20, 30, 50]),
    maxWeight: pick([30, 50, 60])
  }
  const asksGate = pick([null, 'rollout', 'confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion'] as const)
  const hasRollbackGate = random() < 0.4
  const isGateOpen = random() < 0.6
  const events = Array.from({ length: intervals }, (_, index): Event | null => {
    // Something is on trial first of all; later there is time for it to go on.
    if (index === 0) return drawRelease(random)
    return random() < 0.5 ? drawEvent(random, { asksGate, hasRollbackGate }) : null
  })
  return { seed, analysis, asksGate, hasRollbackGate, isGateOpen, events }
}

const versions = ['1.1.0', '1.1.0-bad', '1.2.0-bad', '1.0.0'] as const

function drawRelease(random: Random): Event {
  return { kind: 'release', version: versions[Math.floor(random() * versions.length)] ?? versions[0] }
}

const canary = (change: object) => (namespace: string) =>
  ['patch', 'canary', service, '-n', namespace, '--type=merge', `-p=${JSON.stringify({ spec: change })}`] as const
const at = (namespace: string) => ({ namespace, name: service })

function drawEvent(
  random: Random,
  { asksGate, hasRollbackGate }: Pick<Program, 'asksGate' | 'hasRollbackGate'>
): Event {
  const kubectl = (args: (namespace: string) => readonly string[]): Event => ({ kind: 'kubectl', args })
  const gates: readonly Event[] = [
    ...(asksGate === null ? [] : (['/gate/open', '/gate/open', '/gate/close'] as const)),
    ...(hasRollbackGate ? (['/rollback/open', '/rollback/close'] as const) : [])
  ].map((path) => ({ kind: 'gate', path }))
  const choices: readonly Event[] = [
    drawRelease(random),
    drawRelease(random),
    ...gates,
    kubectl((namespace) => ours.suspend(at(namespace), true)),
    kubectl((namespace) => ours.suspend(at(namespace), false)),
    kubectl((namespace) => ours.suspend(at(namespace), false)),
    kubectl((namespace) => procedure.undo(at(namespace))),
    kubectl((namespace) => ours.undoTo(at(namespace), service, 1)),
    kubectl((namespace) => ours.failedChecks(at(namespace), 5)),
    kubectl((namespace) => ours.drain(at(namespace))),
    kubectl(canary({ analysis: { threshold: 1 + Math.floor(random() * 5) } })),
    kubectl(canary({ analysis: { stepWeight: 10 + 10 * Math.floor(random() * 5) } })),
    kubectl(canary({ skipAnalysis: random() < 0.5 }))
  ]
  return choices[Math.floor(random() * choices.length)] ?? drawRelease(random)
}

/** The hooks of its Canary, at the addresses of a player. */
export function hooksOf({ asksGate, hasRollbackGate }: Program, address: string): readonly object[] {
  return [
    ...(asksGate === null ? [] : [{ name: 'gate', type: asksGate, url: `${address}/gate/check` }]),
    ...(hasRollbackGate ? [{ name: 'rollback-gate', type: 'rollback', url: `${address}/rollback/check` }] : [])
  ]
}

/** What is done, in a line. */
export function wordsOf(event: Event | null): string {
  if (event === null) return 'nothing'
  if (event.kind === 'release') return `release of ${event.version}`
  return event.kind === 'gate' ? `gate ${event.path}` : shellLine(event.args('shop'))
}
