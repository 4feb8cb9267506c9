import { setView, useView } from '../../stores/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './overlays.module.css'

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['ctrl or cmd K', 'palette of commands'],
      ['F2', 'connections'],
      ['p', 'practise on the drill'],
      ['h', 'in an exercise: a hint; after it, how it went'],
      ['ctrl or cmd + - 0', 'larger, smaller, usual size'],
      ['1 to 9', 'checklist, verdict and plan, live panels, commands, timeline, report, logs, what changed, charts'],
      ['a', 'to the approval of the plan; where the button says so, plans again'],
      ['l', 'logs and events of the pods'],
      ['b', 'what changed before the trouble'],
      ['g', 'charts of 15 min, 1 h or 6 h'],
      ['s', 'is this safe here, now? judge pasted commands'],
      ['q', 'quick commands for this service'],
      ['d', 'what is left behind'],
      ['m', 'metrics the other way: by a port-forward, or through the service proxy'],
      ['i', 'security vulnerability or incident: say so, or that it is over'],
      ['u', 'customers report trouble: say so, confirm it, or say that it is better'],
      ['o', 'do not act, for now: why, who, until when'],
      ['y', 'copy a status update, and begin the time to the next'],
      ['t', 'when the alert went off'],
      ['e', 'keep the logs that are shown as evidence'],
      ['/', 'find in the services or in the commands'],
      ['?', 'these keys'],
      ['esc', 'back, one level at a time; twice leaves what is being proved']
    ]
  },
  {
    title: 'An action, under way and after it',
    keys: [
      ['f', 'stop waiting; what was sent stays'],
      ['r', 'plan what is left of one that stopped half-way'],
      ['z', 'plan the way back; it is sent once that is approved'],
      ['w', 'wait on, or prove it again where it is not proved; where somebody else took a change back, watch it'],
      ['v', 'vouch for it by hand']
    ]
  },
  {
    title: 'Checklist',
    keys: [
      ['j k or arrows', 'move'],
      ['space', 'tick'],
      ['x', 'done elsewhere'],
      ['n', 'note; ctrl or cmd enter records it'],
      ['c', "copy the step's command"],
      ['enter', "go to the approval of the step's plan"]
    ]
  },
  {
    title: 'Commands',
    keys: [
      ['j k or arrows', 'choose a line'],
      ['enter', 'request and result'],
      ['c', 'copy the command']
    ]
  },
  {
    title: 'What changed, and charts',
    keys: [
      ['j k or arrows', 'go through the changes; enter shows one, c copies its command'],
      ['left right', 'in the charts: another time; page up and down by ten, home and end']
    ]
  },
  {
    title: 'Services and earlier incidents',
    keys: [
      ['j k or arrows', 'move'],
      ['enter', 'open'],
      ['0', 'all namespaces, also from a service; in that list back to the chosen one']
    ]
  }
]

/** Every key, on one sheet. */
export function KeysOverlay() {
  const open = useView((view) => view.overlay === 'keys')
  if (!open) return null
  return (
    <Dialog title="Keys" onClose={() => setView({ overlay: 'none' })}>
      {groups.map((group) => (
        <section key={group.title} className={css['group']}>
          <h3>{group.title}</h3>
          <dl>
            {group.keys.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="dim">Approval is always typed or held, never a single key.</p>
    </Dialog>
  )
}
