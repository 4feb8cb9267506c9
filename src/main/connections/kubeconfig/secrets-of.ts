import type { User } from './model.ts'
import { secretArguments, secretVariables } from './secret-arguments.ts'

/** A credential, and how the operator knows it. */
export interface NamedSecret {
  readonly field: string
  readonly value: string
}

/** Every credential that a kubeconfig user and a proxy carry. */
export function secretsOf(user: User | undefined, proxy: URL | undefined): readonly NamedSecret[] {
  const { args = [], env = [] } = user?.exec ?? {}
  return [
    { field: 'token', value: user?.token },
    { field: 'password', value: user?.password },
    { field: 'client key', value: user?.keyData },
    { field: 'password of the proxy', value: proxy && decodedPassword(proxy) },
    { field: 'password of the proxy', value: proxy?.password },
    ...secretArguments(args).map((value) => ({ field: 'argument of the sign-in program', value })),
    ...env.flatMap((variable) =>
      secretVariables([variable]).map((value) => ({ field: `variable ${variable.name} of the sign-in program`, value }))
    )
  ].flatMap(({ field, value }) => (value ? [{ field, value }] : []))
}

/** As it was meant; a lone percent sign stands for itself. */
function decodedPassword({ password }: URL): string {
  try {
    return decodeURIComponent(password)
  } catch {
    return password
  }
}
