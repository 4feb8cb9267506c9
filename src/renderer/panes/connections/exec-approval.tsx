import type { ExecPlugin } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { CommandText } from '../../ui/command-text.tsx'
import css from './connections.module.css'
import { TrustNotice } from './trust-notice.tsx'

interface Props {
  readonly connectionId: string
  readonly context: string
  readonly exec: ExecPlugin
}

/** The program that would sign in, with its arguments and hash, approved for its content, its arguments and environment, and one server. */
export function ExecApproval({ connectionId, context, exec }: Props) {
  const approve = () => void ask('connection.approveExec', { connectionId, context, sha256: exec.sha256 })
  return (
    <TrustNotice
      id="exec-approval"
      what="program"
      approved={exec.approved}
      heading={heading(exec)}
      onApprove={exec.path === '' ? undefined : approve}
    >
      {exec.path !== '' && <CommandText command={[exec.path, ...exec.args].join(' ')} />}
      {exec.variables.length > 0 && <p>The kubeconfig sets {exec.variables.join(', ')} for it.</p>}
      {exec.unfamiliar.length > 0 && (
        <p>Nothing is known of {exec.unfamiliar.join(', ')}: this may make it run other code.</p>
      )}
      {exec.real !== exec.path && <p className={css['hash']}>It is a link to {exec.real}</p>}
      {exec.sha256 !== '' && <p className={css['hash']}>SHA-256 {exec.sha256}</p>}
      {exec.approvedSha256 !== undefined && (
        <p className={css['hash']}>Approved before: SHA-256 {exec.approvedSha256}</p>
      )}
      {exec.problem !== undefined && (
        <p>
          {exec.problem} {exec.fix}
        </p>
      )}
    </TrustNotice>
  )
}

function heading({ approved, approvedSha256 }: ExecPlugin): string {
  if (approved) return 'Sign-in program, approved.'
  if (approvedSha256 !== undefined) return 'The sign-in program has changed since you approved it.'
  return 'This context runs a program to sign in.'
}
