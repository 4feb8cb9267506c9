import { at, stringAt } from '../../lib/json-access.ts'
import type { Fields } from './mapping-fields.ts'
import type { ExecConfig, TokenCopy, User } from './model.ts'
import { ownExtensions, type Origin } from './own-extensions.ts'

/** A user's credentials. @throws FailureError with the line of what is not as it has to be. */
export function readUser(fields: Fields, origin: Origin): Omit<User, 'name'> {
  const exec = fields.inner('exec')
  const provider = fields.inner('auth-provider')
  const copy = origin === 'stored' ? tokenCopy(fields.extension(ownExtensions.tokenCopy)) : undefined
  const impersonate = {
    user: fields.text('as'),
    uid: fields.text('as-uid'),
    groups: fields.list('as-groups'),
    extra: fields.strings('as-user-extra')
  }
  const impersonates =
    impersonate.user !== '' ||
    impersonate.uid !== '' ||
    impersonate.groups.length > 0 ||
    Object.keys(impersonate.extra).length > 0
  return {
    ...fields.present('certData', 'client-certificate-data'),
    ...fields.present('certFile', 'client-certificate'),
    ...fields.present('keyData', 'client-key-data'),
    ...fields.present('keyFile', 'client-key'),
    ...fields.present('token', 'token'),
    ...fields.present('tokenFile', 'tokenFile'),
    ...fields.present('username', 'username'),
    ...fields.present('password', 'password'),
    ...(copy ? { tokenCopy: copy } : {}),
    ...(exec ? { exec: readExec(exec) } : {}),
    ...(provider ? { authProvider: provider.text('name') || 'unnamed' } : {}),
    ...(impersonates ? { impersonate } : {})
  }
}

function readExec(fields: Fields): ExecConfig {
  const env = Array.from({ length: fields.count('env') }, (_, index) => fields.entry('env', index))
  return {
    apiVersion: fields.text('apiVersion'),
    command: fields.text('command'),
    args: fields.list('args'),
    env: env.map((entry) => ({ name: entry.text('name'), value: entry.text('value') })),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: fields.text('interactiveMode')
  }
}

function tokenCopy(extension: unknown): TokenCopy | undefined {
  const [path, copiedAt, owner] = [stringAt(extension, 'path'), stringAt(extension, 'copiedAt'), at(extension, 'owner')]
  return path === '' || typeof owner !== 'number' ? undefined : { path, copiedAt, owner }
}
