import { expect, it } from 'vitest'
import { isSecretName } from './secret-name.ts'

it.each([
  ['AAD_SERVICE_PRINCIPAL_CLIENT_SECRET', true],
  ['AWS_SECRET_ACCESS_KEY', true],
  ['GITHUB_TOKEN', true],
  ['DB_PASS', true],
  ['DB_PWD', true],
  ['ENCRYPTION_KEY', true],
  ['PWD', false],
  ['COMPASS', false],
  ['AZURE_FEDERATED_TOKEN_FILE', false],
  ['AWS_SHARED_CREDENTIALS_FILE', false],
  ['AWS_ACCESS_KEY_ID', false],
  ['AWS_PROFILE', false]
])('%s holds a credential: %s', (name, expected) => {
  expect(isSecretName(name)).toBe(expected)
})
