import { describe, expect, test } from 'vitest'
import { withDefaults } from './defaults.ts'
import type { KubeObject } from './kube-object.ts'
import { validate } from './validation.ts'

const labels = { app: 'web' }
const container = { name: 'web', image: 'registry.example/web:1' }
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [container] } }
}

function problems(changed: object): readonly string[] {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { ...spec, ...changed } }
  const errors = validate('apps', withDefaults('apps', object as unknown as KubeObject), undefined)
  return errors.map(({ field, message }) => `${field}: ${message}`)
}

function problemsOfContainer(changed: object): readonly string[] {
  const containers = [{ ...container, ...changed }]
  const found = problems({ template: { metadata: { labels }, spec: { containers } } })
  return found.map((line) => line.replace('spec.template.spec.containers[0].', ''))
}

describe('every error of a Deployment is named, in the words of kube-apiserver', () => {
  test('a sound one has none', () => {
    expect(problems({})).toEqual([])
  })

  test('an empty one', () => {
    expect(problems({ selector: undefined, template: undefined })).toEqual([
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      'spec.template.spec.containers: Required value'
    ])
  })

  test('selectors', () => {
    expect(problems({ selector: {} })).toEqual([
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment'
    ])
    expect(problems({ selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['other'] }] } })).toEqual([
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'
    ])
    expect(problems({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })).toEqual([])
  })

  test('numbers', () => {
    expect(problems({ replicas: -1, minReadySeconds: 30, progressDeadlineSeconds: 30 })).toEqual([
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.progressDeadlineSeconds: Invalid value: 30: must be greater than minReadySeconds'
    ])
  })

  test('strategies', () => {
    expect(problems({ strategy: { type: 'BlueGreen' } })).toEqual([
      'spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"'
    ])
    expect(problems({ strategy: { type: 'Recreate', rollingUpdate: {} } })).toEqual([
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"
    ])
    expect(problems({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } })).toEqual([
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'
    ])
    expect(problems({ strategy: { rollingUpdate: { maxSurge: 'many', maxUnavailable: '150%' } } })).toEqual([
      expect.stringContaining('maxSurge: Invalid value: "many": a valid percent string must be a numeric string'),
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%'
    ])
  })

  test('containers', () => {
    expect(problemsOfContainer({ name: 'Web', image: '' })).toEqual([
      expect.stringMatching(/^name: Invalid value: "Web": a lowercase RFC 1123 label must consist of/),
      'image: Required value'
    ])
    const ports = [{ containerPort: 0 }, { containerPort: 70_000, name: 'a' }, { containerPort: 1, name: 'a' }]
    expect(problemsOfContainer({ ports })).toEqual([
      'ports[0].containerPort: Required value',
      'ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'ports[2].name: Duplicate value: "a"'
    ])
    const resources = { requests: { cpu: '0.2', memory: '-1' }, limits: { cpu: '100m' } }
    expect(problemsOfContainer({ resources })).toEqual([
      'resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
      'resources.requests: Invalid value: "200m": must be less than or equal to cpu limit of 100m'
    ])
    expect(
      problemsOfContainer({ imagePullPolicy: 'Sometimes', volumeMounts: [{ name: 'v', mountPath: '/v' }] })
    ).toEqual([
      'volumeMounts[0].name: Not found: "v"',
      'imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"'
    ])
  })
})

test('labels and annotations of any object', () => {
  const metadata = { name: 'a', labels: { 'not a key': 'x', ok: 'not a value' }, annotations: { 'a/b/c': '' } }
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata } as unknown as KubeObject
  expect(validate('', object, undefined).map(({ field, message }) => `${field}: ${message.slice(0, 50)}`)).toEqual([
    'metadata.labels: Invalid value: "not a key": name part must consist',
    'metadata.labels: Invalid value: "not a value": a valid label must b',
    'metadata.annotations: Invalid value: "a/b/c": a valid label key must con'
  ])
})
