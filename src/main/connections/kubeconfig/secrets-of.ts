import { isSecretName } from '../../lib/secret-name.ts'
import type { User } from './model.ts'
import { secretArguments } from './secret-arguments.ts'

/** Every credential that a kubeconfig user and a proxy carry; undefined ones included. */
export function secretsOf(user: User | undefined, proxy: URL | undefined): readonly (string | undefined)[] {
  return [
    user?.token,
    user?.password,
    user?.keyData,
    proxy && decodeURIComponent(proxy.password),
    proxy?.password,
    ...secretArguments(user?.exec?.args ?? []),
    ...(user?.exec?.env ?? []).filter(({ name }) => isSecretName(name)).map(({ value }) => value)
  ]
}
