import { expect, it, onTestFinished } from 'vitest'
import type { Failure, Observed, ServiceView } from '../../src/contract/index.ts'
import { watchUnder, type Attacked } from '../../src/main/testing/hostile/watched.ts'

async function under(attack: string, argument?: unknown): Promise<Attacked> {
  const attacked = await watchUnder(attack, argument)
  onTestFinished(() => attacked.close())
  return attacked
}

type Part = 'deployment' | 'revisions' | 'pods'

/** What the window says about a part that is not used. */
function reasonOf(view: ServiceView, part: Part): Failure | null {
  const observed: Observed<unknown> = view[part]
  return observed.state === 'unreachable' ? observed.failure : null
}

/** When what is shown was read, ISO; empty before it has been. */
function readAt(observed: Observed<unknown>): string {
  if (observed.state === 'value') return observed.observedAt
  return observed.state === 'unreachable' ? (observed.last?.observedAt ?? '') : ''
}

/** [attack, its argument, the part that it is about, what the window says of it] */
const attacks: readonly (readonly [string, unknown, Part, RegExp])[] = [
  ['endlessPages', 2_000, 'pods', /no end after [\d,]+ objects in [\d,]+ pages, \d+ MiB; nothing of it is shown/],
  ['endlessPages', 10, 'pods', /no end after 30,\d{3} objects/],
  ['emptyPages', null, 'pods', /no end after 0 objects in 1,000 pages/],
  ['millionItems', null, 'pods', /larger than 8 MiB|more than 250,000 values/],
  ['endlessEvent', null, 'pods', /longer than 4 MiB/],
  ['singleBytes', 'list', 'pods', /comes in too many small pieces/],
  ['singleBytes', 'watch', 'pods', /more than 8,000 pieces a second|in too many small pieces/],
  ['interimAnswers', null, 'pods', /nothing but interim answers/],
  ['emptyLines', null, 'pods', /more than 1,000 changes a second/],
  ['annotation', 10 * 1_048_576, 'deployment', /larger than 8 MiB/],
  ['annotation', 1_048_576, 'deployment', /the annotations of Deployment shop\/checkout have more than 256 KiB/],
  ['deep', 100_000, 'deployment', /nested deeper than 64/],
  [
    'says',
    ['pods', '{"apiVersion":"v1","kind":"ConfigMapList","metadata":{},"items":[]}'],
    'pods',
    /a ConfigMapList of v1, which was not asked for/
  ],
  [
    'says',
    ['pods', '{"apiVersion":"v1","kind":"PodList","metadata":{},"items":[{"metadata":{"name":"a"}}],"items":[]}'],
    'pods',
    /same key twice/
  ]
]

it.each(attacks)(
  '%s %j is refused with its reason, and costs little',
  { timeout: 60_000 },
  async (attack, argument, part, reason) => {
    const attacked = await under(attack, argument)
    const view = await attacked.until('the reason', (seen) => reason.test(reasonOf(seen, part)?.message ?? ''), 45_000)
    expect(reasonOf(view, part)).toMatchObject({ code: 'server', retryable: false })
    expect(attacked.cost().memoryMiB).toBeLessThan(350)
  }
)

it('a storm of changes is cut off, said, and read as lists instead', { timeout: 60_000 }, async () => {
  const attacked = await under('storm')
  const cut = await attacked.until('the reason', (seen) =>
    /more than 1,000 changes a second/.test(reasonOf(seen, 'pods')?.message ?? '')
  )
  expect(cut.pods).toMatchObject({ state: 'unreachable', last: expect.anything(), nextTryAt: expect.any(String) })
  // What is shown of it is there for less than a view where the storm goes on.
  const before = readAt(cut.pods)
  await attacked.until('the next list', ({ pods }) => readAt(pods) > before, 20_000)
  const { memoryMiB } = attacked.cost()
  expect(memoryMiB).toBeLessThan(250)
})

it('an event that is none changes nothing, and what is there stays readable', async () => {
  const events = [
    {
      type: 'MODIFIED',
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'checkout', labels: null, managedFields: [null] }
      }
    },
    { type: 'MODIFIED', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'checkout' } } },
    { type: 'DELETED', object: { metadata: 5 } },
    { type: 'ADDED', object: [] },
    { type: 'ERROR', object: { code: 'x', message: { toString: 1 } } }
  ]
  const attacked = await under('badEvents', events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  await attacked.until('the pods', ({ pods }) => readAt(pods) !== '')
  await attacked.until('a failure that is data', ({ deployment }) => deployment.state === 'unreachable')
  expect(attacked.view()?.deployment).toMatchObject({ last: { value: { ref: { name: 'checkout' } } } })
})
