import { BlockList, isIP } from 'node:net'

/** A name leads to this computer. */
export class OwnAddressError extends Error {
  override readonly name = 'OwnAddressError'

  constructor(host: string, address: string) {
    super(`${host} leads to ${address}, which is this computer or its own network: it is not asked`)
  }
}

/**
 * Of this computer and its own link, where no endpoint of Azure is (RFC 6890): whoever writes a profile, or answers for a name
 * in it, would have us ask the services that listen here, by any path and header.
 */
const ownAddresses = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3]
] as const)
  ownAddresses.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8]
] as const)
  ownAddresses.addSubnet(network, prefix, 'ipv6')

/** Whether an address is of this computer or of its own link, in whichever way it is written. */
export function isOwnAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address.replace(/%.*$/, '')
  const family = isIP(plain)
  return family === 0 || ownAddresses.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
