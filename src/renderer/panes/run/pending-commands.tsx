import { planCommands, type Run } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import { CommandText } from '../../ui/command-text.tsx'
import plan from '../plan/plan.module.css'

/** What is about to be sent, as long as it can still be cancelled; afterwards it stands in the log. */
export function PendingCommands({ run }: { readonly run: Run }) {
  const approved = useFeed('decision')?.plan
  if (run.state !== 'arming' || approved?.id !== run.planId) return null
  // What only waits or keeps evidence may have no command.
  return planCommands(approved.steps).map((command, index) => (
    <div key={index} className={plan['command']} data-testid="pending-command">
      <CommandText command={command} />
    </div>
  ))
}
