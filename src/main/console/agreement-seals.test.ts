import { expect, it } from 'vitest'
import type { SecretStore } from '../ports/secrets.ts'
import { createAgreementSeals } from './agreement-seals.ts'
import { createKeptKeychain } from './testing/kept-keychain.ts'

const claim = { purpose: 'kind', of: { connectionId: 'c', context: 'a', kind: 'staging' } } as const

async function sealed(secrets: SecretStore, place = '/a/profile'): Promise<readonly string[]> {
  const seals = createAgreementSeals({ secrets, place, written: [] })
  seals.agree(claim)
  await seals.read()
  return seals.sealsOf([claim])
}

async function holds(secrets: SecretStore, written: readonly string[], of: object = claim.of, place = '/a/profile') {
  const seals = createAgreementSeals({ secrets, place, written })
  await seals.read()
  return seals.holds({ ...claim, of })
}

it('vouches at the next start for what was agreed to, and for nothing like it', async () => {
  const keychain = createKeptKeychain()
  const written = await sealed(keychain)
  expect(await holds(keychain, written)).toBe(true)
  expect(await holds(keychain, written, { kind: 'staging', context: 'a', connectionId: 'c' })).toBe(true)
  expect(await holds(keychain, written, { ...claim.of, context: 'b' })).toBe(false)
  expect(await holds(keychain, [])).toBe(false)
  const other = createAgreementSeals({ secrets: keychain, place: '/a/profile', written })
  await other.read()
  expect(other.holds({ ...claim, purpose: 'name' })).toBe(false)
})

it('of one profile is worth nothing in another', async () => {
  const keychain = createKeptKeychain()
  expect(await holds(keychain, await sealed(keychain), claim.of, '/another/profile')).toBe(false)
})

it('is made anew where the keychain answers that the key is damaged', async () => {
  const keychain = createKeptKeychain()
  const written = await sealed(keychain)
  const damaged = { ...keychain, get: () => Promise.reject(new Error('A part is missing.')) }
  expect(await holds(damaged, written)).toBe(false)
  expect(await holds(keychain, written)).toBe(false)
  expect(await holds(keychain, await sealed(keychain))).toBe(true)
})

it('stays as it was written while the keychain is locked', async () => {
  const keychain = createKeptKeychain()
  const written = await sealed(keychain)
  const locked: SecretStore = { ...keychain, state: () => ({ state: 'locked', backend: 'a test', remedy: '' }) }
  const seals = createAgreementSeals({ secrets: locked, place: '/a/profile', written })
  await seals.read()
  expect(seals.isRead()).toBe(false)
  expect(seals.holds(claim)).toBe(false)
  expect(seals.sealsOf([claim])).toEqual(written)
})
