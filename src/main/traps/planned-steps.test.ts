import { expect, it } from 'vitest'
import { judgeCommand, type ServiceFacts } from './index.ts'
import { canaryService } from './testing/service-facts.ts'

const commands = [
  'kubectl --context prod -n shop patch canary checkout --type=json -p \'[{"op":"add","path":"/spec/suspend","value":true}]\'',
  'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=3',
  'kubectl --context prod -n shop rollout status deployment/checkout --timeout=660s'
]
const facts: ServiceFacts = { ...canaryService, planned: { title: 'Bring revision 3 of checkout back', commands } }
const [suspend = '', undo = ''] = commands

it('refuses the undo of a target, where no plan is shown', () => {
  expect(judgeCommand(commands.join('\n'), canaryService)).toMatchObject({ verdict: 'refused', plan: null })
})

it.each([
  ['as it is copied', commands.join('\n')],
  ['with prompts and comments', commands.map((one) => `$ ${one}`).join('\n# wait until: it is ready\n')]
])('judges the plan of ours as one, %s', (_how, text) => {
  const judged = judgeCommand(text, facts)
  expect(judged).toMatchObject({ verdict: 'noTrap', traps: [], notUnderstood: [], plan: facts.planned?.title })
  expect(judged.commands.map(({ verdict, step }) => [verdict, step])).toEqual([
    ['noTrap', 1],
    ['noTrap', 2],
    ['noTrap', 3]
  ])
})

it.each([
  ['alone', undo],
  ['before the step that it needs', [undo, suspend].join('\n')],
  ['without its wait', [suspend, undo].join('\n')]
])('says of a step %s what it would do then', (_how, text) => {
  const { verdict, traps } = judgeCommand(text, facts)
  expect(verdict).toBe('warned')
  expect(traps[0]?.lead).toBe('Step 2 of 3 of the plan "Bring revision 3 of checkout back".')
  expect(traps[0]?.text).toContain('Alone: ')
})

it('refuses what is beside the plan in the same text', () => {
  const text = [...commands, 'kubectl -n shop delete canary checkout'].join('\n')
  expect(judgeCommand(text, facts)).toMatchObject({ verdict: 'refused', plan: null })
})

it('warns of what a plan of a single step does, as the plan does', () => {
  const only = 'kubectl --context prod -n shop delete canary checkout'
  const planned = { title: 'Delete the Canary', commands: [only] }
  expect(judgeCommand(only, { ...canaryService, planned })).toMatchObject({
    verdict: 'warned',
    traps: [{ severity: 'warning', lead: 'Deleting the Canary takes the serving primary with it.' }]
  })
})
