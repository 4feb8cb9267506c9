import { isIP } from 'node:net'

/** Where a name server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly family: 4 | 6
}

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`, with a zone where there is one; null for anything else. */
export function serverAddress(text: string): ServerAddress | null {
  const bracketed = /^\[(?<host>[^\]]+)\](?::(?<port>\d{1,5}))?$/.exec(text)
  const plain = /^(?<host>\d+\.\d+\.\d+\.\d+)(?::(?<port>\d{1,5}))?$/.exec(text)
  const { host = text, port = '53' } = bracketed?.groups ?? plain?.groups ?? {}
  const family = isIP(host)
  const number = Number(port)
  if ((family !== 4 && family !== 6) || number < 1 || number > 65_535) return null
  return { host, port: number, family }
}
