import { expect, test } from 'vitest'
import type { LogLine } from '../api/ports.ts'
import type { Pod } from '../controllers/kube-types.ts'
import { isReady, keys, nameOf } from '../controllers/kube-types.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')
const world = createWorld({ scenario: 'crash-loop', seed: 5, speed: 1, startMs, token: () => 'token' })
const { namespace, focus } = world.plan
const podsOf = ({ store }: World): readonly Pod[] =>
  (store.list(keys.pods, namespace) as readonly Pod[]).filter((pod) => nameOf(pod).startsWith(`${focus}-`))
const one = (wanted: (pod: Pod) => boolean): string => nameOf(podsOf(world).find(wanted) as Pod)
const serving = one(isReady)
const crashing = one((pod) => !isReady(pod))

const read = (pod: string, options = {}): readonly LogLine[] => {
  const found = world.podLogs.read(namespace, pod, options)
  if ('kind' in found) throw new Error(found.message)
  return found
}

function follow(pod: string): { readonly lines: LogLine[]; isEnded: boolean; stop: () => void } {
  const followed = { lines: [] as LogLine[], isEnded: false, stop: (): void => undefined }
  followed.stop = world.podLogs.follow(
    namespace,
    pod,
    {},
    (line) => followed.lines.push(line),
    () => (followed.isEnded = true)
  )
  return followed
}

const runFor = (seconds: number): void => world.simulation.runUntil(world.simulation.nowMs() + seconds * 1000)

test('a serving container has written a line every 2 s, in order and none in the future', () => {
  const times = read(serving).map(({ at }) => Date.parse(at))
  expect(times.length).toBeGreaterThan(20)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThanOrEqual(world.simulation.nowMs())
  expect(times.at(-1)).toBeGreaterThan(world.simulation.nowMs() - 2001)
})

test('a followed one goes on where reading ended, and stops when nobody listens', () => {
  const before = read(serving)
  const followed = follow(serving)
  runFor(10)
  followed.stop()
  const seen = followed.lines.length
  expect(seen).toBe(5)
  const now = read(serving)
  expect([...before, ...followed.lines].slice(-now.length)).toEqual(now)
  runFor(10)
  expect(followed.lines).toHaveLength(seen)
  expect(followed.isEnded).toBe(false)
})

test('the container that crashed before is read as previous, down to its last words', () => {
  const complaint = read(crashing, { previous: true }).at(-1)?.text
  expect(complaint).not.toMatch(/^level=info/)
  expect(read(crashing, { previous: true })[0]?.text).toContain('msg="starting"')
  expect(world.podLogs.read(namespace, serving, { previous: true, container: 'web' })).toMatchObject({
    code: 400,
    message: `previous terminated container "web" in pod "${serving}" not found`
  })
})

test('following a container that crashes ends with its last words', () => {
  const isRunning = (): boolean => {
    const pod = world.store.get(keys.pods, namespace, crashing)
    return JSON.stringify((pod as Pod).status?.['containerStatuses']).includes('"state":{"running"')
  }
  const giveUpAt = world.simulation.nowMs() + 600_000
  while (!isRunning() && world.simulation.nowMs() < giveUpAt) runFor(0.2)
  const followed = follow(crashing)
  while (!followed.isEnded && world.simulation.nowMs() < giveUpAt) runFor(0.2)
  expect(followed.isEnded).toBe(true)
  expect(followed.lines.at(-1)?.text).toBe(read(crashing).at(-1)?.text)
  expect(followed.lines.at(-1)?.text).not.toMatch(/^level=info/)
})

test('a container whose image is not there has no log, and says why', () => {
  const spec = { containers: [{ name: 'web', image: 'registry.example/web:missing' }] }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'unpulled', namespace }, spec }
  world.store.create(keys.pods, pod, { manager: 'test' })
  const why = (): unknown => world.podLogs.read(namespace, 'unpulled', { container: 'web' })
  const waiting = 'container "web" in pod "unpulled" is waiting to start: '
  runFor(0.5)
  expect(why()).toMatchObject({ message: `${waiting}ContainerCreating` })
  runFor(4)
  expect(why()).toMatchObject({ message: `${waiting}image can't be pulled` })
  runFor(12)
  expect(why()).toMatchObject({ message: `${waiting}trying and failing to pull image` })
})

test('following ends with the pod', () => {
  const followed = follow(serving)
  world.store.delete(keys.pods, namespace, serving)
  runFor(10)
  expect(followed.isEnded).toBe(true)
  expect(world.podLogs.read(namespace, serving, {})).toMatchObject({ message: `pods "${serving}" not found` })
})
