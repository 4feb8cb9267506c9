import { expect, test } from 'vitest'
import { SchemaSource } from '../store/schema.ts'
import { decodeTyped } from './typed-decoding.ts'

const schema = new SchemaSource().of('apps', 'v1', 'Deployment')
const read = (spec: object) => decodeTyped(schema, { apiVersion: 'apps/v1', kind: 'Deployment', spec })

test('drops and reports unknown fields, deep ones too', () => {
  const { value, unknownFields } = read({ replica: 1, template: { spec: { containers: [{ name: 'a', imag: 'b' }] } } })
  expect(unknownFields).toEqual(['spec.replica', 'spec.template.spec.containers[0].imag'])
  expect(value).toMatchObject({ spec: { template: { spec: { containers: [{ name: 'a' }] } } } })
})

test('leaves out what omitempty leaves out, and keeps pointers to zero', () => {
  const { value } = read({
    replicas: 0,
    minReadySeconds: 0,
    paused: false,
    template: { metadata: { labels: {}, name: '' } }
  })
  expect(value).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: 0, template: { metadata: {} } }
  })
})

test.each([
  [
    { replicas: 'many' },
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'
  ],
  [
    { replicas: 1.5 },
    'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'
  ],
  [{ paused: 1 }, 'json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool'],
  [
    { template: [] },
    'json: cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec'
  ]
])('%j is refused in the words of encoding/json', (spec, message) => {
  expect(() => read(spec)).toThrow(message)
})
