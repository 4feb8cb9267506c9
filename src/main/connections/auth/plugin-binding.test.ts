import { expect, it } from 'vitest'
import type { Cluster, ExecConfig } from '../kubeconfig/model.ts'
import { pluginBinding } from './plugin-binding.ts'

const cluster: Cluster = { name: 'c', server: 'https://one.example', insecure: false, caData: 'Q0E=' }
const exec: ExecConfig = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: '/usr/bin/env',
  args: ['login', '--client-secret', 'hunter22'],
  env: [{ name: 'AWS_PROFILE', value: 'shop' }],
  installHint: '',
  provideClusterInfo: false,
  interactiveMode: ''
}

it('is the same for the same use, by whatever name the cluster goes', async () => {
  expect(await pluginBinding(exec, cluster)).toMatch(/^[0-9a-f]{64}$/)
  expect(await pluginBinding({ ...exec, installHint: 'Install it.' }, { ...cluster, name: 'other' })).toBe(
    await pluginBinding(exec, cluster)
  )
})

it.each<readonly [string, Partial<ExecConfig>, Partial<Cluster>]>([
  ['another argument', { args: ['logout', '--client-secret', 'hunter22'] }, {}],
  ['another credential among them', { args: ['login', '--client-secret', 'hunter23'] }, {}],
  ['arguments joined', { args: ['login --client-secret', 'hunter22'] }, {}],
  ['another value of a variable', { env: [{ name: 'AWS_PROFILE', value: 'bank' }] }, {}],
  ['another variable', { env: [{ name: 'PATH', value: 'shop' }] }, {}],
  ['one variable more', { env: [...exec.env, ...exec.env] }, {}],
  ['another command of the same file', { command: '/usr/bin/timeout' }, {}],
  ['being told of the cluster', { provideClusterInfo: true }, {}],
  ['another version of the protocol', { apiVersion: 'client.authentication.k8s.io/v1beta1' }, {}],
  ['another server', {}, { server: 'https://two.example' }],
  ['another authority', {}, { caData: 'Q0I=' }],
  ['no check of the server', {}, { insecure: true }],
  ['another name in the certificate', {}, { tlsServerName: 'two.example' }],
  ['a proxy', {}, { proxyUrl: 'http://proxy.example:3128' }],
  ['other words of the cluster', {}, { execConfig: '{"audience":"b"}' }]
])('is another one for %s', async (_what, otherExec, otherCluster) => {
  const other = await pluginBinding({ ...exec, ...otherExec }, { ...cluster, ...otherCluster })
  expect(other).not.toBe(await pluginBinding(exec, cluster))
})
