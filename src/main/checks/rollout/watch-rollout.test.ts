import { describe, expect, it } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import type { KubeList, KubeObject, KubeReader } from '../../ports/kube.ts'
import { createCheckBoard } from '../check-board.ts'
import type { FakeCluster } from '../../levers/deployment-rollback/testing/fake-cluster.ts'
import { limits } from '../../levers/deployment-rollback/testing/stage.ts'
import { rig, undoIn } from '../../levers/deployment-rollback/testing/rig.ts'
import { watchRollout } from './watch-rollout.ts'

const replicas = 60

interface Story {
  readonly expectedMs?: number
  /** Called before each look, with its number and the minutes so far; what it throws is what the look answers. */
  readonly happen: (cluster: FakeCluster, look: number, minutes: number) => void
  /** After this look the computer sleeps for 15 minutes. */
  readonly sleepsAfter?: number
}

/** Watches the rollout of 60 replicas by a clock that only waiting moves. */
async function watch({ expectedMs = 900_000, happen, sleepsAfter }: Story) {
  const { cluster, plan } = await rig()
  const undo = undoIn(await plan(3))
  cluster.release('3')
  cluster.spec()['replicas'] = replicas
  let nowMs = Date.parse('2026-03-01T06:00:00Z')
  const beganMs = nowMs
  let looks = 0
  const clock: Clock = {
    speed: 1,
    now: () => new Date(nowMs),
    async sleep(ms) {
      nowMs += looks === sleepsAfter ? 900_000 : ms
    }
  }
  const minutes = (): number => (nowMs - beganMs) / 60_000
  const read = (path: string): unknown => cluster.answer('GET', path, '')?.body
  const reader = {
    async get(path: string) {
      looks += 1
      happen(cluster, looks, minutes())
      return read(path) as KubeObject
    },
    list: async (path: string) => read(path) as KubeList
  } as unknown as KubeReader
  const board = createCheckBoard({ clock, limits })
  const { signal: abort } = new AbortController()
  const look = { reader, undo, changedAt: clock.now().toISOString(), abort, board, baseline: new Map() }
  const completeAt = await watchRollout(look, expectedMs, clock, () => undefined)
  return { completeAt, minutes: minutes(), looks, rollout: board.all().find(({ name }) => name === 'rollout') }
}

/** What the controller reports with so many new pods; `progressAt` is the time of its Progressing condition. */
function rolledOut(cluster: FakeCluster, updated: number, progressAt = ''): void {
  cluster.deployment['status'] = {
    observedGeneration: (cluster.deployment['metadata'] as { generation: number }).generation,
    replicas,
    updatedReplicas: Math.min(replicas, updated),
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: progressAt }]
  }
}

describe('a rollout', () => {
  it('may take longer than one progress deadline while pod after pod gets ahead', async () => {
    const seen = await watch({ happen: (cluster, _look, minutes) => rolledOut(cluster, Math.floor(minutes * 4)) })
    expect(seen.completeAt).not.toBeNull()
    expect(seen.minutes).toBeCloseTo(15, 0)
  })

  it('gets ahead also when only the controller says so', async () => {
    const seen = await watch({ happen: (cluster, _look, minutes) => rolledOut(cluster, 1, minutes < 9 ? 'a' : 'b') })
    expect(seen.completeAt).toBeNull()
    expect(seen.minutes).toBeCloseTo(9 + 10.5, 0)
  })

  it('is given up one deadline after its last progress', async () => {
    const happen: Story['happen'] = (cluster, _look, minutes) => rolledOut(cluster, Math.min(8, minutes * 4))
    const seen = await watch({ happen })
    expect(seen).toMatchObject({ completeAt: null, rollout: { status: 'Unknown' } })
    expect(seen.minutes).toBeCloseTo(2 + 10.5, 0)
  })

  it('is given up in the end when it only seems to get ahead', async () => {
    const seen = await watch({ expectedMs: 60_000, happen: (cluster, look) => rolledOut(cluster, look % 2) })
    expect(seen.completeAt).toBeNull()
    expect(seen.minutes).toBeCloseTo(2 + 10.5, 0)
  })

  it('that ended while the computer slept is complete', async () => {
    const seen = await watch({
      expectedMs: 60_000,
      sleepsAfter: 10,
      happen: (cluster, look) => rolledOut(cluster, look <= 10 ? look : replicas)
    })
    expect(seen.completeAt).not.toBeNull()
  })

  it('is waited for until a computer that slept is back on its network', async () => {
    const happen: Story['happen'] = (cluster, look) => {
      rolledOut(cluster, look <= 10 ? look : replicas)
      if (look > 10 && look < 14) throw new Error('no network')
    }
    const seen = await watch({ expectedMs: 60_000, sleepsAfter: 10, happen })
    expect(seen.completeAt).not.toBeNull()
    expect(seen.looks).toBe(14)
  })

  it('that cannot be read any more is given up', async () => {
    const happen: Story['happen'] = (cluster, look) => {
      rolledOut(cluster, 1)
      if (look > 10) throw new Error('no network')
    }
    const seen = await watch({ happen })
    expect(seen).toMatchObject({
      completeAt: null,
      rollout: { status: 'Unknown', evidence: expect.stringContaining('no network') }
    })
  })
})
