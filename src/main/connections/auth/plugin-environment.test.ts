import { expect, it } from 'vitest'
import { loadsOtherCode, pluginEnvironment } from './plugin-environment.ts'

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
  ['AWS_PROFILE', false],
  ['ENVIRONMENT', false],
  ['PYTHONUNBUFFERED', false]
])('%s loads other code: %s', (name, expected) => {
  expect(loadsOtherCode(name)).toBe(expected)
})
