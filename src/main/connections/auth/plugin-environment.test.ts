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
  ['AWS_PROFILE', true],
  ['AAD_SERVICE_PRINCIPAL_CLIENT_SECRET', true],
  ['AZURE_TENANT_ID', true],
  ['LC_ALL', true],
  ['PATH', false],
  ['Path', false],
  ['HOME', false],
  ['AWS_CONFIG_FILE', false],
  ['AWS_ENDPOINT_URL', false],
  ['AZURE_AUTHORITY_HOST', false],
  ['AZURE_CONFIG_DIR', false],
  ['HTTPS_PROXY', false],
  ['KUBECONFIG', false],
  ['NEVER_SEEN', false],
  ['LD_PRELOAD', false]
])('%s only says who signs in, and where: %s', (name, expected) => {
  expect(onlySignsIn(name)).toBe(expected)
})
