import { expect, it } from 'vitest'
import { loadsOtherCode, onlySignsIn, pluginEnvironment } from './plugin-environment.ts'

const exec = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'aws',
  args: [],
  env: [{ name: 'AWS_PROFILE', value: 'prod' }],
  installHint: '',
  provideClusterInfo: false,
  interactiveMode: ''
}

it('is the operator’s, without what is meant for this program, and with what the kubeconfig adds', () => {
  const own = {
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy:3128',
    AWS_PROFILE: 'staging',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    BACKOUT_E2E: '1',
    SSLKEYLOGFILE: '/tmp/keys',
    KUBERNETES_EXEC_INFO: 'of somebody else'
  }
  expect(pluginEnvironment(own, exec, '{}')).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy:3128',
    AWS_PROFILE: 'prod',
    KUBERNETES_EXEC_INFO: '{}'
  })
})

it.each([
  ['LD_PRELOAD', true],
  ['ld_preload', true],
  ['DYLD_INSERT_LIBRARIES', true],
  ['NODE_OPTIONS', true],
  ['PYTHONSTARTUP', true],
  ['BASH_ENV', true],
  ['JAVA_TOOL_OPTIONS', true],
  ['_JAVA_OPTIONS', true],
  ['PYTHONUSERBASE', true],
  ['PERLLIB', true],
  ['PERL5LIB', true],
  ['NODE_PATH', true],
  ['LUA_INIT', true],
  ['LUA_INIT_5_4', true],
  ['ZDOTDIR', true],
  ['GIT_SSH_COMMAND', true],
  ['CLOUDSDK_PYTHON', true],
  ['DOTNET_STARTUP_HOOKS', true],
  ['AWS_PROFILE', false],
  ['ENVIRONMENT', false],
  ['PYTHONUNBUFFERED', false]
])('%s loads other code: %s', (name, expected) => {
  expect(loadsOtherCode(name)).toBe(expected)
})

it.each([
  ['AWS_PROFILE', 'prod', true],
  ['AWS_PROFILE', '../evil', false],
  ['AWS_REGION', 'eu-central-1', true],
  ['AWS_REGION', 'x.evil.example/', false],
  ['AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/ops/deployer', true],
  ['AWS_ROLE_ARN', 'https://evil.example', false],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', true],
  ['AAD_SERVICE_PRINCIPAL_CLIENT_SECRET', 'x~1/2+3=', true],
  ['AZURE_TENANT_ID', '72f988bf-86f1-41af-91ab-2d7cd011db47', true],
  ['CLOUDSDK_CORE_ACCOUNT', 'ops@shop.example', true],
  ['CLOUDSDK_ACTIVE_CONFIG_NAME', '../../tmp/evil', false],
  ['LC_ALL', 'C.UTF-8', true],
  ['LANG', 'de_CH.UTF-8@euro', true],
  ['LANG', 'en_US.utf8', true],
  ['LANGUAGE', 'de_CH:de:en', true],
  ['LANGUAGE', '', false],
  ['LANGUAGE', '../../../tmp/evil', false],
  ['LANGUAGE', 'de:/tmp/evil', false],
  ['LC_ALL', '/tmp/evil', false],
  ['LC_MESSAGES', 'de_DE.UTF-8/../../../tmp', false],
  ['LC_CTYPE', 'C\n', false],
  ['LANG', '..', false],
  ['TZ', 'Europe/Berlin', true],
  ['TZ', 'America/Argentina/Buenos_Aires', true],
  ['TZ', 'UTC', true],
  ['TZ', 'Etc/GMT+5', true],
  ['TZ', 'EST5EDT', false],
  ['TZ', ':/tmp/evil', false],
  ['TZ', '/tmp/evil', false],
  ['TZ', 'Europe/../../../tmp/evil', false],
  ['TERM', 'xterm-256color', true],
  ['TERM', '../../tmp/evil', false],
  ['COLUMNS', '120', true],
  ['COLUMNS', '1; x', false],
  ['PYTHONIOENCODING', 'utf-8:replace', true],
  ['PYTHONIOENCODING', '/tmp/evil', false],
  ['PATH', '/bin', false],
  ['Path', '/bin', false],
  ['HOME', '/tmp', false],
  ['AWS_CONFIG_FILE', 'x', false],
  ['AWS_ENDPOINT_URL', 'x', false],
  ['AZURE_AUTHORITY_HOST', 'x', false],
  ['AZURE_CONFIG_DIR', 'x', false],
  ['HTTPS_PROXY', 'x', false],
  ['KUBECONFIG', 'x', false],
  ['NLSPATH', 'de', false],
  ['NEVER_SEEN', 'x', false],
  ['LD_PRELOAD', 'x', false]
])('%s=%s only says who signs in, and where: %s', (name, value, expected) => {
  expect(onlySignsIn({ name, value })).toBe(expected)
})
