import { numberAt } from '../../lib/json-access.ts'
import type { readAway } from '../canary-abort/index.ts'
import type { FreshCanary } from '../canary-frame/index.ts'

/**
 * What is touched, as it is seen now: whether the target has pods is not to be taken for granted.
 * @param replicas of the primary that are replaced; 0 where none is
 */
export function blastOf(
  { canary, target }: FreshCanary,
  replicas: number,
  isAligned: boolean,
  edits: Awaited<ReturnType<typeof readAway>>['edits']
): string {
  const pods =
    target === null
      ? 0
      : Math.max(numberAt(target, 'spec', 'replicas') ?? 1, numberAt(target, 'status', 'replicas') ?? 0)
  const count = (number: number): string => (number === 1 ? '1 pod' : `${number} pods`)
  const routes = [...new Set(edits.map(({ object }) => `${object.kind} ${object.metadata.name}`))]
  return [
    ...(replicas === 0 ? [] : [`${count(replicas)} of the primary`]),
    'one Canary',
    ...routes,
    ...(isAligned
      ? [
          pods === 0
            ? `its target ${canary.target.name}, without pods`
            : `${count(pods)} of its target ${canary.target.name}`
        ]
      : [])
  ].join(', ')
}
