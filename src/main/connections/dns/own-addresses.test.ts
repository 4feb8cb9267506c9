import { expect, it } from 'vitest'
import { isOwnAddress } from './own-addresses.ts'

it.each([
  '127.0.0.1',
  '0.0.0.0',
  '169.254.169.254',
  '168.63.129.16',
  '::1',
  '::',
  'fe80::1%eth0',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::169.254.169.254',
  '64:ff9b::a83f:8110',
  'no address'
])('%s is of this computer or its own link', (address) => {
  expect(isOwnAddress(address)).toBe(true)
})

it.each(['20.50.1.7', '10.0.0.4', '2603:1030::1', '64:ff9b::1432:107', '::ffff:20.50.1.7'])(
  '%s is of somebody else',
  (address) => {
    expect(isOwnAddress(address)).toBe(false)
  }
)
