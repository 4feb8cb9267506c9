import type { AzureReader } from '../../ports/azure.ts'
import { createFirstMessageProbe, type FirstMessage } from './first-message.ts'

/**
 * The first message of every client (MS-TDS 2.2.6.5, PRELOGIN): a version, and that encryption can be had. It signs nobody in,
 * and names no database. A header of eight bytes (2.2.3.1), two options by their place and length, and their values. A server
 * answers with a tabular result, whose type is in the first byte.
 */
const preLogin: FirstMessage = {
  sends: Buffer.from('1201001a00000100 00000b0006 0100110001 ff 000000000000 00'.replaceAll(' ', ''), 'hex'),
  isAnswer: (byte) => byte === 0x04,
  speaks: 'Azure SQL'
}

/**
 * What a client asks that wants encryption (PostgreSQL, Message Formats: SSLRequest): a length of eight, and the number 80877103.
 * A server answers with one byte, `S` or `N`, and waits.
 */
const sslRequest: FirstMessage = {
  sends: Buffer.from('0000000804d2162f', 'hex'),
  isAnswer: (byte) => byte === 0x53 || byte === 0x4e,
  speaks: 'PostgreSQL'
}

/** Asks servers of databases whether they answer, each by the first message of its clients. */
export function createDatabaseProbes(
  addressOf: (host: string) => Promise<string>
): Pick<AzureReader, 'probeSql' | 'probePostgres'> {
  return {
    probeSql: createFirstMessageProbe(addressOf, preLogin),
    probePostgres: createFirstMessageProbe(addressOf, sslRequest)
  }
}
