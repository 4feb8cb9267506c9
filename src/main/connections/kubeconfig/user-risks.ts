import type { RiskyField } from '../../../contract/index.ts'
import { loadsOtherCode, onlySignsIn } from '../auth/plugin-environment.ts'
import { canBeSent } from '../auth/header-value.ts'
import { certificateProblem, certificateValidity, holdsPem } from './client-certificate.ts'
import type { EmbedProblems } from './embed-files.ts'
import { isNetworkShare } from './local-file.ts'
import type { ExecConfig, User } from './model.ts'
import { risk, riskOfUnread } from './risk.ts'
import { shownArguments, shownVariables } from './secret-arguments.ts'

/** What of a user must be seen before it is used. */
export function userRisks(user: User | undefined, problems: EmbedProblems, nowMs: number): readonly RiskyField[] {
  if (!user || user.problem !== undefined) return []
  return [
    ...(user.authProvider === undefined
      ? []
      : [
          risk(
            'auth-provider',
            user.authProvider,
            'Legacy auth providers were removed from Kubernetes. Use an exec plugin such as kubelogin.',
            'refused'
          )
        ]),
    ...certificateRisks(user, problems, nowMs),
    ...tokenRisks(user, problems),
    ...(user.exec ? execRisks(user.exec, user.token !== undefined) : []),
    ...impersonationRisks(user)
  ]
}

function certificateRisks(user: User, problems: EmbedProblems, nowMs: number): readonly RiskyField[] {
  const { certData, certFile, keyData, keyFile } = user
  const ended = certificateProblem(certificateValidity(user), nowMs)
  const hasKey = (keyData ?? keyFile) !== undefined
  return [
    ...(certFile === undefined ? [] : [riskOfUnread('client-certificate', certFile, problems)]),
    ...(keyFile === undefined ? [] : [riskOfUnread('client-key', keyFile, problems)]),
    ...(certData === undefined || holdsPem(certData, 'CERTIFICATE')
      ? []
      : [risk('client-certificate-data', '', 'It holds no certificate. Write base64 of a PEM file there.', 'refused')]),
    ...(certData === undefined || keyData === undefined || holdsPem(keyData, 'PRIVATE KEY')
      ? []
      : [risk('client-key-data', '', 'It holds no private key. Write base64 of a PEM file there.', 'refused')]),
    ...((certData ?? certFile) === undefined || hasKey
      ? []
      : [risk('client-key', '', 'The client certificate has no key; kubectl refuses this too.', 'refused')]),
    ...(ended === undefined ? [] : [risk('client-certificate', '', ended, 'warning')])
  ]
}

function tokenRisks({ token, tokenCopy, tokenFile, username }: User, problems: EmbedProblems): readonly RiskyField[] {
  return [
    ...(tokenFile === undefined ? [] : [riskOfUnread('tokenFile', tokenFile, problems)]),
    ...(tokenCopy === undefined
      ? []
      : [
          risk(
            'tokenFile',
            tokenCopy.path,
            'Its content is sent to the server as the token. It was copied now, and is read again when the server refuses the copy.',
            'warning'
          )
        ]),
    ...(token === undefined || canBeSent(token)
      ? []
      : [risk('token', '', 'It holds a line break or another character that no request can carry.', 'refused')]),
    ...(token === undefined || username === undefined
      ? []
      : [risk('username', username, 'The user has a token and a password; only one is allowed.', 'refused')])
  ]
}

function execRisks(exec: ExecConfig, hasToken: boolean): readonly RiskyField[] {
  const line = [exec.command, ...shownArguments(exec.args)].join(' ')
  const loading = exec.env.map(({ name }) => name).filter(loadsOtherCode)
  const unfamiliar = exec.env.filter((each) => !loadsOtherCode(each.name) && !onlySignsIn(each))
  const where = pathProblem(exec.command)
  return [
    where !== undefined
      ? risk('exec.command', line, where, 'refused')
      : hasToken
        ? risk('exec', line, 'The user also has a token; the token is used and the plugin is not run.', 'warning')
        : risk('exec', line, 'This program runs on this computer to get credentials.', 'approval'),
    ...(loading.length === 0
      ? []
      : [
          risk(
            'exec.env',
            loading.join(', '),
            'These variables would run other code than the program that is approved.',
            'refused'
          )
        ]),
    ...(unfamiliar.length === 0
      ? []
      : [
          risk(
            'exec.env',
            shownVariables(unfamiliar).join(', '),
            'Nothing is known of these variables, or of these values; they may make the program run other code.',
            'approval'
          )
        ])
  ]
}

/** A bare name is looked for on the PATH. What is still relative here came with pasted text, which has no folder. */
function pathProblem(command: string): string | undefined {
  if (command === '') return 'It names no program.'
  if (isNetworkShare(command)) return 'It is on a network share, from which nothing is run.'
  if (!/[\\/]/.test(command) || /^([\\/]|[A-Za-z]:[\\/])/.test(command)) return undefined
  return 'Its path is relative to the folder of the kubeconfig, and pasted text has none. Import the kubeconfig as a file instead.'
}

function impersonationRisks({ impersonate }: User): readonly RiskyField[] {
  if (!impersonate) return []
  const { user, uid, groups, extra } = impersonate
  if (user === '')
    return [risk('as', '', 'It impersonates groups or an id without a user; kubectl refuses this too.', 'refused')]
  const sent = [user, uid, ...groups, ...Object.entries(extra).flatMap(([key, values]) => [key, ...values])]
  if (!sent.every(canBeSent))
    return [risk('as', user, 'It holds a line break or another character that no request can carry.', 'refused')]
  return [risk('as', [user, ...groups].join(', '), 'Every request is made as this other user.', 'warning')]
}
