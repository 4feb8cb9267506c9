import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Check } from '../../../../contract/index.ts'
import type { Lever, Planned, Proven, Proving } from '../../../ports/lever.ts'
import type { ReadPlace } from '../../../ports/place.ts'
import type { Gate, Step } from '../../../ports/step.ts'
import { setSwitch, stepFor } from './set-switch.ts'
import { positionOf, switchPath, switchTarget } from './switches.ts'

const choice = z.strictObject({ gate: z.enum(['operator', 'check']) })
const proof = z.strictObject({ switches: z.array(z.string()) })
type ToyProof = z.infer<typeof proof>

const names = ['valve', 'lamp'] as const

/** Puts two switches off, with a gate between them and a last look at the second. */
export const toyLever: Lever<ToyProof> = {
  id: 'toy',
  title: 'Put both off',
  verb: 'put both off',
  choice,
  proof,
  knows: {
    actions: [setSwitch.id],
    scenarios: { helps: [], refused: [] },
    fidelity: ['toy set NAME off'],
    undo: 'the same lever, on'
  },
  judge: () => ({
    state: 'fits',
    reason: 'They are on.',
    choice: null,
    takesEffectMs: 1_000,
    reversible: 'yes',
    leaves: [],
    present: { state: 'loading', awaiting: 'the switches', sinceAt: '' },
    optionsTitle: ''
  }),
  options: () => [],
  async plan(request, tools) {
    const { gate = 'check' } = choice.safeParse(request.choice).data ?? {}
    return { kind: 'plan', planned: await planToy(tools, gate), isChosen: request.choice !== null }
  },
  stillFits: () => true,
  planKey: () => '',
  prove
}

/** What the lever plans. */
export async function planToy(place: ReadPlace, gate: 'operator' | 'check'): Promise<Planned> {
  const { reader, identity } = place
  const [valve, lamp] = await Promise.all([reader.get(switchPath('valve')), reader.get(switchPath('lamp'))])
  const isOff: Gate = { kind: 'check', check: 'off', target: switchTarget(identity, valve), forMs: 10_000 }
  const gates = { check: isOff, operator: { kind: 'operator', asks: 'Is the water gone?' } } as const
  const steps: readonly Step[] = [
    stepFor(valve, 'off', identity, true),
    {
      kind: 'wait',
      id: 'gate',
      title: 'The valve stays off',
      gate: gates[gate],
      atMostMs: 600_000,
      onTime: 'stop',
      after: ['set-valve']
    },
    {
      kind: 'keep',
      id: 'keep',
      title: 'How the lamp was',
      what: {
        objects: [{ group: 'test.example', version: 'v1', resource: 'switches', namespace: 'shop', name: 'lamp' }]
      },
      deadlineMs: 5_000,
      after: ['gate']
    },
    { ...stepFor(lamp, 'off', identity, false), after: ['keep'] }
  ]
  return toyPlan(place, steps)
}

/** A plan around any steps. */
export function toyPlan({ clock }: ReadPlace, steps: readonly Step[], change: Partial<Planned['plan']> = {}): Planned {
  const now = clock.now().getTime()
  return {
    plan: {
      id: randomUUID(),
      lever: toyLever.id,
      choice: {},
      words: { title: 'Put both off', doing: 'Putting both off', done: 'Both are off' },
      why: '',
      scope: { environment: 'here', service: { namespace: 'shop', name: 'house' }, targets: steps.length },
      order: { atOnce: 1, stopAfterFailures: 0 },
      changes: [],
      guards: [],
      notes: [],
      drifted: [],
      blast: 'two switches',
      takesEffect: 'at once',
      takesEffectMs: 0,
      expectedMs: 1_000,
      inverse: { text: 'put both on', command: 'toy set valve on', lever: toyLever.id, choice: {} },
      leaves: [],
      withoutYou: { text: '', detail: '' },
      preview: { status: 'accepted', text: '' },
      approval: { kind: 'hold', holdMs: 10 },
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 600_000 * clock.speed).toISOString(),
      ...change
    },
    steps,
    phases: [{ id: 'off', title: 'Both are off', expectedMs: 1_000 }],
    proof: { switches: [...names] } satisfies ToyProof,
    basis: null
  }
}

async function prove({ proof: { switches }, place, abort, show }: Proving<ToyProof>): Promise<Proven> {
  const checks: Check[] = []
  show(checks, 'off', 'Reading')
  for (const name of switches) {
    const position = positionOf(await place.reader.get(switchPath(name), { abort }))
    const status = position === 'off' ? 'True' : 'False'
    checks.push({
      name,
      title: `${name} is off`,
      status,
      blocks: status !== 'True',
      evidence: `It is ${position}`,
      observedAt: place.clock.now().toISOString()
    })
    show([...checks], 'off', `${checks.length} of ${switches.length}`)
  }
  return { checks, proved: checks.every(({ status }) => status === 'True'), seen: null, watchMs: 60_000 }
}
