import { kubectlLine } from '../../providers/kubernetes/commands.ts'

/** Waits until a Canary is in a phase (kubernetes/kubectl pkg/cmd/wait/json.go); `atMostMs` milliseconds, said in whole seconds. */
export function phaseLine(
  context: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  phase: 'Failed' | 'Succeeded',
  atMostMs: number
): string {
  const timeout = `--timeout=${Math.ceil(atMostMs / 1_000)}s`
  return kubectlLine(
    { context, ref: { namespace, name } },
    'wait',
    `canary/${name}`,
    `--for=jsonpath={.status.phase}=${phase}`,
    timeout
  )
}
