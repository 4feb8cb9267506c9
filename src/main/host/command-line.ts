import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Launch } from '../ports/console.ts'

/** What the command line asks for, or why it cannot be understood. */
export type CommandLine =
  | { readonly ok: true; readonly launch: Launch }
  | { readonly ok: false; readonly message: string }

const options = {
  drill: { type: 'boolean' },
  'no-drill': { type: 'boolean' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string' },
  deployment: { type: 'string' }
} as const

/**
 * Reads our own arguments. Those of Electron and Chromium, and the app's folder, are passed over.
 * @param argv without the program
 * @param defaults what no argument means: the drill from a checkout, the last environment in a packaged app
 */
export function readCommandLine(
  argv: readonly string[],
  defaults: { readonly drill: boolean; readonly cwd: string }
): CommandLine {
  const { values } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true })
  const text = (name: 'kubeconfig' | 'context' | 'namespace' | 'deployment') => {
    const value = values[name]
    return typeof value === 'string' && value !== '' && !value.startsWith('--') ? value : undefined
  }
  for (const name of ['kubeconfig', 'context', 'namespace', 'deployment'] as const) {
    if (values[name] !== undefined && text(name) === undefined) return refuse(`--${name} needs a value.`)
  }
  const [file, context, namespace, deployment] = [
    text('kubeconfig'),
    text('context'),
    text('namespace'),
    text('deployment')
  ]
  if (file === undefined) {
    const stray =
      context !== undefined
        ? 'context'
        : namespace !== undefined
          ? 'namespace'
          : deployment !== undefined
            ? 'deployment'
            : undefined
    if (stray !== undefined) return refuse(`--${stray} needs --kubeconfig FILE.`)
    if (values.drill === true && values['no-drill'] === true)
      return refuse('--drill and --no-drill exclude each other.')
    const drill = values['no-drill'] === true ? false : values.drill === true || defaults.drill
    return { ok: true, launch: drill ? { kind: 'drill' } : { kind: 'last' } }
  }
  if (values.drill === true) return refuse('--drill and --kubeconfig exclude each other.')
  if (context === undefined)
    return refuse('--kubeconfig needs --context NAME: Backout never guesses which cluster is meant.')
  return {
    ok: true,
    launch: {
      kind: 'kubeconfig',
      file: resolve(defaults.cwd, file),
      context,
      ...(namespace === undefined ? {} : { namespace }),
      ...(deployment === undefined ? {} : { deployment })
    }
  }
}

function refuse(reason: string): CommandLine {
  const usage = 'Usage: [--drill | --no-drill | --kubeconfig FILE --context NAME [--namespace NS] [--deployment NAME]]'
  return { ok: false, message: `${reason}\n${usage}` }
}
