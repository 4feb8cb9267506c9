/** What kubectl is asked to do beside the console; `NAME` and `N` stand for what a state fills in. */
export const undoCommand = 'kubectl rollout undo deployment/NAME --to-revision=N'

/** Commands whose fidelity is compared, and what the table calls them. */
export const comparedCommands: ReadonlyMap<string, string> = new Map([[undoCommand, 'Deployment rollback']])

/** Matches such a command as the console logs it for `name`, without the namespace. */
export function loggedCommand(command: string, name: string): RegExp {
  const [program = '', ...rest] = command.split(' ')
  const text = [program, '--context operator', ...rest].join(' ').replace('NAME', name).replace(/\bN$/, '\\d+')
  return new RegExp(`^${text}$`)
}
