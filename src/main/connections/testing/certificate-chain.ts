import { generate } from 'selfsigned'

/** A certificate as PEM, and the key that signs with it. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface CertificateChain {
  readonly root: Issued
  readonly intermediate: Issued
  /** Signed by `intermediate`. */
  readonly leaf: Issued
}

export interface ChainOptions {
  /** Part of the names of root and intermediate. */
  readonly company?: string
  /** The addresses that the leaf is for; 127.0.0.1 when left out. */
  readonly addresses?: readonly string[]
  /** Ends of the intermediate's validity; a year from now when left out. */
  readonly intermediateEnds?: Date
}

/** Root, intermediate and leaf, each signed by the one before. */
export async function certificateChain(options: ChainOptions = {}): Promise<CertificateChain> {
  const { company = 'Test', addresses = ['127.0.0.1'], intermediateEnds } = options
  const root = await issue(`${company} Root`, authority)
  const ends = intermediateEnds === undefined ? {} : { notAfterDate: intermediateEnds, notBeforeDate: new Date(0) }
  const intermediate = await issue(`${company} Intermediate`, authority, root, ends)
  const altNames = addresses.map((ip) => ({ type: 7 as const, ip }))
  const leaf = await issue('Test Server', [{ name: 'subjectAltName', altNames }], intermediate)
  return { root, intermediate, leaf }
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>

const authority: Extensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
]

async function issue(name: string, extensions: Extensions, by?: Issued, dates: object = {}): Promise<Issued> {
  const ca = by === undefined ? {} : { ca: by }
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions,
    ...dates,
    ...ca
  })
  return { cert, key }
}
