import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What one run trusts: a CA, one serving certificate for loopback, one key pair for service accounts.
 *
 * @param {string} folder
 */
export async function writePki(folder) {
  // The commands that come here install it, after this file has been loaded.
  const { generate } = await import('selfsigned')
  const ca = await generate([{ name: 'commonName', value: 'backout-test-ca' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true }
    ]
  })
  const serving = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' }
        ]
      }
    ]
  })
  const accounts = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' }
  })
  const files = {
    ca: ca.cert,
    cert: serving.cert,
    key: serving.private,
    accountsPublic: accounts.publicKey,
    accountsPrivate: accounts.privateKey
  }
  const pathOf = (/** @type {keyof typeof files} */ name) => join(folder, `${name}.pem`)
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.pem`), text, { mode: 0o600 })
  }
  return {
    ca: pathOf('ca'),
    cert: pathOf('cert'),
    key: pathOf('key'),
    accountsPublic: pathOf('accountsPublic'),
    accountsPrivate: pathOf('accountsPrivate'),
    caText: ca.cert
  }
}
