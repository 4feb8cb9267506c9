import { expect, it } from 'vitest'
import type { RunLog } from './run-log.ts'
import { createOutage } from './outage.ts'

type Said = Readonly<Record<string, unknown>>

function started() {
  const said: Said[] = []
  const log = {
    say: (_kind: string, body: Said) => {
      said.push(body)
      return Promise.resolve()
    }
  } as unknown as Pick<RunLog, 'say'>
  return { said, outage: createOutage(log, 'prod-eu', 180_000, new AbortController().signal) }
}

it('names who does not answer: Azure where what is changed is there, else the API server of the environment', () => {
  const azure = started()
  azure.outage.begin(performance.now(), { api: 'arm' })('answers')
  expect(azure.said).toMatchObject([
    {
      text: 'Azure Resource Manager does not answer: nothing further is sent until it does, and the plan ends here when it has not within 3 min.',
      unanswered: { who: 'Azure' }
    },
    { text: 'Azure Resource Manager answers again.', unanswered: null }
  ])
  const cluster = started()
  cluster.outage.begin(performance.now(), null)('notWaitedFor')
  expect(cluster.said.map(({ text }) => text)).toEqual([
    'The API server of prod-eu does not answer: nothing further is sent until it does, and the plan ends here when it has not within 3 min.',
    'The API server of prod-eu is not waited for any more.'
  ])
  expect(cluster.said[0]?.['unanswered']).toMatchObject({ who: 'the API server' })
})

it('is said once by several that wait, and ends with the last of them, once', () => {
  const { said, outage } = started()
  const [first, second] = [outage.begin(performance.now(), null), outage.begin(performance.now(), { api: 'arm' })]
  first('answers')
  expect(said).toHaveLength(1)
  second('answers')
  second('notWaitedFor')
  expect(said.map(({ unanswered }) => unanswered === null)).toEqual([false, true])
})
