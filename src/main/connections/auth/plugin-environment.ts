import type { ExecConfig } from '../kubeconfig/model.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Ours: they change how a program of Node or Electron runs, or write down what it says to a server. */
const ours = /^(NODE_OPTIONS|ELECTRON_.*|BACKOUT_.*|SSLKEYLOGFILE)$/i

/**
 * Variables that make a loader or an interpreter run something else first: ld.so(8), dyld(1), and the environments of
 * Node, Python, Perl, Ruby, the JVM, bash and sh.
 */
const loaders =
  /^(LD_.*|DYLD_.*|NODE_OPTIONS|PYTHON(PATH|HOME|STARTUP)|PERL5(LIB|OPT|DB)|RUBY(LIB|OPT)|(JDK_|_)?JAVA_(TOOL_)?OPTIONS|BASH_ENV|BASH_FUNC_.*|ENV)$/i

/** Whether setting this variable would run other code than the program that was approved. */
export function loadsOtherCode(name: string): boolean {
  return loaders.test(name)
}

/** What a credential plugin runs with: the operator's own environment, what the kubeconfig adds, and what it is asked. */
export function pluginEnvironment(env: Env, exec: ExecConfig, execInfo: string): Env {
  const kept = Object.entries(env).filter(([name]) => !ours.test(name))
  const added = exec.env.map(({ name, value }) => [name, value] as const)
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: execInfo }
}
