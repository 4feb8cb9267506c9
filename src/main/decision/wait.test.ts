import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import type { DeploymentView, Measure, RolloutView, Signal, SignalId, Verdict } from '../../contract/index.ts'
import { judge } from './judge-service.ts'
import { readMatrix } from './matrix.ts'

const read = readMatrix(readFileSync(new URL('../../../resources/matrices/default.json', import.meta.url), 'utf8'), '')
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value

/** Everything is counted in seconds from the moment that the newest change was written. */
const changeMs = Date.parse('2026-03-01T02:10:00.000Z')
const at = (seconds: number): string => new Date(changeMs + seconds * 1_000).toISOString()

type Ratios = readonly (readonly [seconds: number, value: number])[]

interface World {
  /** Error ratio every 15 s or so. */
  readonly errors: Ratios | null
  readonly p95?: Ratios
  /** Now, seconds. */
  readonly now: number
  readonly rollout?: Partial<RolloutView>
  readonly takenUpFrom?: number | null
  readonly standing?: 'good' | 'bad' | 'none'
  readonly newPods?: number
  readonly skewSeconds?: number
  readonly uncounted?: boolean
  /** How long ago the metrics were read, seconds. */
  readonly age?: number
  /** The change is one of the primary, which serves; the service's own workload is as it was an hour ago. */
  readonly primary?: boolean
  /** When memory is at its limit, seconds from now; not read where it is left out. */
  readonly memory?: number
  /** When customers' reports were confirmed, seconds; by nobody where it is left out. */
  readonly said?: number
  /** When a run of ours was proved, seconds; none was where it is left out. */
  readonly provedAt?: number
}

function signal(id: SignalId, unit: Signal['unit'], points: Ratios | null, readAt: number): Signal {
  const value = points?.at(-1)?.[1] ?? 0.2
  const normal: Measure =
    id === 'p95'
      ? { state: 'known', value: 100, observedAt: at(-600) }
      : { state: 'unknown', why: 'noSamples', detail: '' }
  const series = points === null ? null : points.map(([seconds, sample]) => ({ at: at(seconds), value: sample }))
  return { id, unit, normal, source: '', series, measure: { state: 'known', value, observedAt: at(readAt) } }
}

function reported(saidAt: string, now: number): Signal {
  const measure: Measure = { state: 'known', value: 2, observedAt: at(now) }
  return {
    ...signal('customerReports', 'times', [], now),
    measure,
    series: [{ at: saidAt, value: 2 }],
    said: 'confirmed'
  }
}

function judged(world: World): Verdict {
  const {
    errors,
    now,
    rollout,
    takenUpFrom = null,
    standing = 'none',
    newPods = 0,
    skewSeconds = 0,
    age = 0,
    uncounted = false,
    primary = false
  } = world
  const shifted = (seconds: number): string => at(seconds + skewSeconds)
  const deployment: DeploymentView = {
    ref: { namespace: 'shop', name: 'cart' },
    uid: 'd',
    generation: 4,
    observedGeneration: 4,
    revision: 4,
    images: [],
    replicas: 4,
    paused: false,
    strategy: 'RollingUpdate',
    selector: 'app=cart',
    changedAt: shifted(0),
    changedBy: 'kubectl',
    takenUpFrom,
    uncounted,
    rollout: {
      state: 'complete',
      message: '',
      desired: 4,
      updated: 4,
      available: 4,
      ready: 4,
      unavailable: 0,
      progressDeadlineSeconds: 600,
      hasDeadline: true,
      startedAt: shifted(0),
      endedAt: shifted(20),
      ...rollout
    }
  }
  const servingView: DeploymentView = { ...deployment, ref: { namespace: 'shop', name: 'cart-primary' } }
  const old = {
    ...deployment,
    takenUpFrom: null,
    rollout: { ...deployment.rollout, startedAt: at(-3600), endedAt: at(-3500) }
  }
  const workload = primary ? { workload: 'cart-primary' } : {}
  const pods: Measure = { state: 'known', value: newPods, observedAt: at(now) }
  return judge({
    ref: deployment.ref,
    matrix,
    now: new Date(changeMs + now * 1_000),
    skewMs: skewSeconds * 1_000,
    ...(world.provedAt === undefined ? {} : { provedAt: at(world.provedAt) }),
    standing,
    deployment: { state: 'value', value: primary ? old : deployment, observedAt: at(now) },
    servingView: primary ? servingView : null,
    signals: [
      { ...signal('errorRatio', 'ratio', errors, now - age), ...workload },
      signal('p95', 'ms', world.p95 ?? [[now, 100]], now),
      ...(world.memory === undefined
        ? []
        : [
            {
              ...signal('memoryLeft', 's', [], now),
              measure: { state: 'known', value: world.memory, observedAt: at(now) } as const,
              normal: { state: 'known', value: 1, observedAt: at(now) } as const
            }
          ]),
      ...(world.said === undefined ? [] : [reported(at(world.said), now)]),
      { ...signal('availability', 'ratio', [], now), measure: { state: 'known', value: 1, observedAt: at(now) } },
      {
        ...signal('newPodsUnavailable', 's', [], now),
        measure: pods,
        normal: { state: 'known', value: 600, observedAt: at(now) }
      }
    ]
  })
}

const bad: Ratios = [
  [-45, 0.2],
  [-30, 0.2],
  [-15, 0.2]
]
const quiet: Ratios = [
  [-45, 0],
  [-30, 0],
  [-15, 0.001]
]
const goesAhead = { state: 'progressing', endedAt: null } as const

describe('a verdict waits', () => {
  it.each<[string, World, Verdict['level']]>([
    ['errors of before a change', { errors: [...bad, [42, 0.15]], now: 42 }, 'wait'],
    ['until the last old request has left the window', { errors: [...bad, [94, 0.06]], now: 94 }, 'wait'],
    ['not longer', { errors: [...bad, [95, 0.06]], now: 95 }, 'rollBack'],
    ['for a reading that was taken before', { errors: [...bad, [94, 0.06]], now: 99, age: 5 }, 'wait'],
    ['not for one that was taken after', { errors: [...bad, [95, 0.06]], now: 99, age: 4 }, 'rollBack'],
    ['and then on nothing that is well', { errors: [...bad, [95, 0]], now: 95 }, 'hold'],
    [
      'errors of before a change of the primary that serves',
      { errors: [...bad, [42, 0.15]], now: 42, primary: true },
      'wait'
    ],
    ['not longer where the primary serves', { errors: [...bad, [95, 0.06]], now: 95, primary: true }, 'rollBack'],
    [
      'not for a promotion that is bad from its first second',
      { errors: [...quiet, [30, 0.12]], now: 30, primary: true },
      'rollBack'
    ],
    ['not on what is under every limit by itself', { errors: [...bad, [50, 0.001]], now: 50 }, 'hold'],
    ['not for a release that is bad from its first second', { errors: [...quiet, [30, 0.12]], now: 30 }, 'rollBack'],
    ['not for a release that makes it worse', { errors: [...bad, [30, 0.45]], now: 30 }, 'rollBack'],
    [
      'not for a release that turns few errors into many',
      {
        errors: [
          [-15, 0.02],
          [30, 0.09]
        ],
        now: 30
      },
      'rollBack'
    ],
    [
      'for a rate that still climbs by itself',
      {
        errors: [
          [-20, 0.1],
          [10, 0.13],
          [30, 0.14]
        ],
        now: 30
      },
      'wait'
    ],
    ['while old pods still answer', { errors: [...bad, [60, 0.2]], now: 60, rollout: goesAhead }, 'wait'],
    ['for the last few errors of before', { errors: [...bad, [80, 0.03]], now: 80 }, 'wait'],
    [
      'not for a rollout that takes half of its deadline',
      { errors: [...bad, [300, 0.2]], now: 300, rollout: goesAhead },
      'rollBack'
    ],
    [
      'not for one that is stuck',
      { errors: [...bad, [90, 0.2]], now: 90, rollout: { state: 'stuck', endedAt: null } },
      'rollBack'
    ],
    [
      'not for one that is paused half-way',
      { errors: [...bad, [90, 0.2]], now: 90, rollout: { state: 'paused', endedAt: null } },
      'rollBack'
    ],
    [
      'not for new pods that never get ready',
      { errors: [...bad, [40, 0.2]], now: 40, rollout: goesAhead, newPods: 301 },
      'rollBack'
    ],
    [
      'on a revision that is known to be good, whatever was seen before',
      { errors: [...quiet, [42, 0.15]], now: 42, takenUpFrom: 2, standing: 'good' },
      'wait'
    ],
    [
      'also there not longer',
      { errors: [...quiet, [95, 0.15]], now: 95, takenUpFrom: 2, standing: 'good' },
      'rollBack'
    ],
    [
      'not on one that was bad itself',
      { errors: [...quiet, [42, 0.15]], now: 42, takenUpFrom: 2, standing: 'bad' },
      'rollBack'
    ],
    ['while the time before has not been read', { errors: null, now: 30 }, 'wait'],
    ['and on that not longer', { errors: null, now: 95 }, 'rollBack'],
    [
      'while what was read of the past ends before the minute of the change',
      {
        errors: [
          [-105, 0.2],
          [-90, 0.2]
        ],
        now: 30
      },
      'wait'
    ],
    ['not where nothing was sampled before', { errors: [[30, 0.2]], now: 30 }, 'rollBack'],
    [
      'also where the latency is over a lower limit by itself',
      {
        errors: [...bad, [42, 0.15]],
        p95: [
          [-15, 100],
          [42, 210]
        ],
        now: 42
      },
      'wait'
    ],
    [
      'not where the latency is as bad by itself',
      {
        errors: [...bad, [42, 0.15]],
        p95: [
          [-15, 100],
          [42, 400]
        ],
        now: 42
      },
      'rollBack'
    ],
    [
      'by latency as by errors',
      {
        errors: [...quiet, [42, 0]],
        p95: [
          [-15, 400],
          [42, 350]
        ],
        now: 42
      },
      'wait'
    ],
    ["by the server's clock", { errors: [...bad, [42, 0.15]], now: 42, skewSeconds: 300 }, 'wait'],
    [
      'without the end that no controller says',
      { errors: [...bad, [60, 0.15]], now: 60, rollout: { endedAt: null } },
      'wait'
    ]
  ])('%s', (_what, world, level) => {
    expect(judged(world).level).toBe(level)
  })

  it('says who changed what, when it is clean, and what is measured all the same', () => {
    const verdict = judged({ errors: [...bad, [42, 0.15]], now: 42, takenUpFrom: 2, standing: 'good' })
    expect(verdict).toMatchObject({
      lead: 'Wait.',
      rest: 'Revision 4 (template of 2, which served well) rolled out at 02:10:20Z by kubectl; the readings still hold requests of before; clean reading at 02:11:35Z.',
      row: null,
      decideBy: null,
      firstCrossedAt: at(-45),
      wait: { revision: 4, templateOf: 2, by: 'kubectl', startedAt: at(0), endedAt: at(20), cleanAt: at(95) }
    })
    expect(verdict.detail).toContain('Measured all the same: Errors 15 %, limit 5 %.')
    expect(verdict.judgements[0]).toMatchObject({
      result: 'waits',
      evidence: '15 %, limit 5 %; may hold requests of before revision 4'
    })
  })

  it('gives no number to a revision that its controller has not numbered', () => {
    const rollout = { state: 'notObserved', endedAt: null } as const
    const verdict = judged({
      errors: [...bad, [2, 0.2]],
      now: 2,
      takenUpFrom: 3,
      standing: 'good',
      rollout,
      uncounted: true
    })
    expect(verdict.rest).toBe(
      'A revision that its controller has not numbered yet (template of 3, which served well) is being rolled out by kubectl since 02:10:00Z; the readings hold requests of before; clean 1 min 15 s after its end.'
    )
    expect(verdict.wait).toMatchObject({ revision: null, templateOf: 3, cleanAt: null })
  })

  it('gives no end before the rollout has one', () => {
    const verdict = judged({ errors: [...bad, [42, 0.2]], now: 42, rollout: goesAhead })
    expect(verdict.wait).toMatchObject({ endedAt: null, cleanAt: null })
    expect(verdict.rest).toContain('is being rolled out by kubectl since 02:10:00Z')
  })

  it('says beside good numbers that a release is new', () => {
    const verdict = judged({ errors: [...quiet, [42, 0.001]], now: 42 })
    expect(verdict.rest).toMatch(/\. Revision 4 is new: the readings hold requests of before it until 02:11:35Z\.$/)
    const ofBefore = (of: Verdict) => of.judgements.flatMap(({ signal, ofBefore: is }) => (is ? [signal] : []))
    expect(new Set(ofBefore(verdict))).toEqual(new Set(['errorRatio', 'p95', 'availability']))
    const later = judged({ errors: [[100, 0]], now: 100 })
    expect(later.rest).not.toContain('is new')
    expect(ofBefore(later)).toEqual([])
  })
})

test('a verdict that waits for the primary says whose revision it is', () => {
  const { rest, wait } = judged({ errors: [...bad, [42, 0.15]], now: 42, primary: true, takenUpFrom: 2 })
  expect(rest).toMatch(
    /^Revision 4 of cart-primary \(template of 2\) rolled out at .* by kubectl; the readings still hold/
  )
  expect(wait).toMatchObject({ workload: 'cart-primary', revision: 4, templateOf: 2 })
  const own = judged({ errors: [...bad, [42, 0.15]], now: 42 })
  expect(own.rest).toMatch(/^Revision 4 rolled out/)
})

describe('what people said before the newest change', () => {
  const said = (seconds: number) => {
    const seen = judged({ errors: [...quiet, [42, 0.001]], now: 42, said: seconds })
    return seen
  }

  it('asks for nothing: they are asked whether it is better', () => {
    const verdict = said(-30)
    expect(verdict).toMatchObject({ level: 'wait', wait: null })
    expect(verdict.rest).toMatch(
      /That was before revision 4 was rolled out at .*: ask them whether it is better, and say so\.$/
    )
  })

  it('counts once they say it again', () => {
    expect(said(20).level).toBe('rollBack')
  })
})

describe('memory that grows', () => {
  const growing = { errors: quiet, now: 30, memory: 1800 } as const

  it('is of pods that a rollback replaces, as long as it goes ahead', () => {
    const { level, rest } = judged({ ...growing, rollout: goesAhead, takenUpFrom: 2 })
    expect(level).toBe('wait')
    expect(rest).toMatch(/ is being rolled out by kubectl since .*; what grows is of pods that it replaces\.$/)
  })

  it.each([
    ['of a new release', { rollout: goesAhead }],
    ['after the rollback', { takenUpFrom: 2, now: 120 }]
  ])('counts at once %s', (_what, change) => {
    expect(judged({ ...growing, ...change }).level).toBe('prepare')
  })
})

describe('a change back that somebody made', () => {
  const calm = (now: number): World => ({ errors: [[now, 0.001]], now, takenUpFrom: 2 })

  it('may be watched once the readings are clean, for as long as a watch takes', () => {
    expect(judged(calm(94)).changedBack).toBeUndefined()
    const { level, changedBack } = judged(calm(96))
    expect(level).toBe('hold')
    expect(changedBack).toEqual({
      revision: 4,
      templateOf: 2,
      by: 'kubectl',
      startedAt: at(0),
      cleanAt: at(95),
      forMs: matrix.watchMs
    })
    expect(judged(calm(94 + matrix.watchMs / 1_000)).changedBack).toBeDefined()
    expect(judged(calm(95 + matrix.watchMs / 1_000)).changedBack).toBeUndefined()
  })

  it('is none that is still bad, none that is new, and none that we proved', () => {
    expect(judged({ ...calm(96), errors: [[96, 0.2]] }).changedBack).toBeUndefined()
    expect(judged({ ...calm(96), takenUpFrom: null }).changedBack).toBeUndefined()
    expect(judged({ ...calm(96), provedAt: 60 }).changedBack).toBeUndefined()
    expect(judged({ ...calm(96), provedAt: -60 }).changedBack).toBeDefined()
  })
})
