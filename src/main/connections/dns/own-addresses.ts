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
  // Azure's own address inside a virtual machine (Microsoft Learn, What is IP address 168.63.129.16).
  ['168.63.129.16', 32],
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
  const plain = address.replace(/%.*$/, '')
  const family = isIP(plain)
  if (family !== 6) return family === 0 || ownAddresses.check(plain, 'ipv4')
  const inside = addressInside(plain)
  return ownAddresses.check(plain, 'ipv6') || (inside !== null && ownAddresses.check(inside, 'ipv4'))
}

/** The IPv4 address that one of IPv6 stands for: mapped, compatible (RFC 4291 2.5.5), or behind NAT64 (RFC 6052). */
function addressInside(address: string): string | null {
  // As Node writes it, so that all spellings of one address are the same.
  const { hostname } = new URL(`http://[${address}]`)
  const [, high = '', low = ''] =
    /^\[(?:64:ff9b::|::ffff:|::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})\]$/.exec(hostname) ?? []
  if (low === '') return null
  const [a, b] = [Number.parseInt(high || '0', 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}
