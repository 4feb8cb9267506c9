import { expect, it } from 'vitest'
import { isOrdinary } from './ordinary-secret.ts'

const names = ['prod-weu', 'https://api.k8s-42.example:6443', 'shop', 'ann@example.com', 'svc-4f9a1c7e-robot']

it.each([
  ['logistics', true],
  ['Kubernetes', true],
  ['docker', true],
  ['12345678', true],
  ['aaaaaaaaaaaa', true],
  ['prod-weu', true],
  ['shop-production', true],
  ['api.k8s-42.example', true],
  ['SVC-4f9a1c7e-Robot', true],
  ['Summer2025!', false],
  ['correct-horse-battery-staple', false],
  ['hunter2-hunter2', false],
  ['eyJhbGciOiJSUzI1NiJ9.e30.c2ln', false],
  ['0b51ed5e9a1c4f7e', false],
  ['xK9#mQ2$', false]
])('%s is too ordinary: %s', (secret, expected) => {
  expect(isOrdinary(secret, names)).toBe(expected)
})
