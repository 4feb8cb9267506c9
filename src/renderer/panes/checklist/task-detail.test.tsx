import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import { ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { checklist } from '../../fixtures/record.ts'
import { shell } from '../../fixtures/shell.ts'
import { setView } from '../../stores/view.ts'
import { TaskDetail } from './task-detail.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

it('shows a command that is refused here as refused, with what is planned instead', () => {
  const task = checklist.tasks.find(({ id }) => id === 'undo') ?? expect.fail('the example has an undo')
  const { plan } = ready
  const refused = {
    id: 'T3',
    severity: 'refused',
    lead: 'Refused: Flagger owns it.',
    text: '',
    source: '',
    command: 'kubectl rollout undo deployment/checkout',
    alsoIn: task.commands
  } as const
  setFeeds({ shell, decision: { ...ready, traps: [] } })
  mounted = mount(<TaskDetail task={task} />)
  act(() => setView({ task: task.id }))
  expect(mounted.find('task-command').dataset['refused']).toBe('false')
  act(() => setFeeds({ shell, decision: { ...ready, traps: [refused] } }))
  const shown = mounted.find('task-command')
  expect(shown.dataset['refused']).toBe('true')
  expect(shown.textContent).toContain('Do not run this here.')
  expect(shown.textContent).toContain(`Instead: ${plan?.words.title}.`)
  expect(shown.querySelector('button')?.textContent).toBe('Copy with the refusal')
})

it('shows what was planned last line by line: words of what is waited for are no part of a command', () => {
  const task = checklist.tasks.find(({ id }) => id === 'undo') ?? expect.fail('the example has an undo')
  setFeeds({ shell, decision: { ...ready, traps: [] } })
  mounted = mount(<TaskDetail task={{ ...task, commands: ['# Keep how it stood\nkubectl a'] }} />)
  act(() => setView({ task: task.id }))
  const commands = [...mounted.find('task-command').querySelectorAll('code')].map(({ textContent }) => textContent)
  expect(commands).toEqual(['$ kubectl a'])
  expect(mounted.find('task-command').textContent).toContain('# Keep how it stood')
})
