import { expect, it } from 'vitest'
import { redactText } from '../../src/main/lib/redact.ts'
import { shownTemplate } from '../../src/main/providers/kubernetes/shown-template.ts'

// Credentials that look like none: words that a person can say, in places whose names do not say what stands in them.

const words = [
  'sunshine',
  'dragon',
  'letmein',
  'monkey',
  'swordfish',
  'trustno',
  'football',
  'princess',
  'shadow',
  'baseball'
]
const more = ['correct', 'horse', 'battery', 'staple', 'purple', 'elephant', 'window', 'marble', 'copper', 'velvet']
const camel = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Ways in which people make them, of two words. */
const kinds: Readonly<Record<string, (one: string, other: string) => string>> = {
  'a word': (one) => one,
  'a word with a digit': (one) => `${one.slice(0, 5)}1`,
  'a word with a year': (one) => `${one.slice(0, 4)}2024`,
  'a capital word': (one) => camel(one),
  'a word in capitals': (one) => one.toUpperCase(),
  'two words': (one, other) => `${one}-${other}`,
  'two words with a dot': (one, other) => `${one}.${other}`,
  'two words with an underscore': (one, other) => `${one}_${other}`,
  'words in one': (one, other) => `${one}${camel(other)}`,
  'words in one, all capital': (one, other) => `${camel(one)}${camel(other)}`,
  'four words': (one, other) => `${one}-${other}-${other}-${one}`,
  'words and a number': (one, other) => `${one}-${other}-42`,
  'account and word': (one) => `admin/${one}`,
  'a list of words': (one, other) => `${one},${other}`,
  'words with spaces': (one, other) => `${one} ${other}`,
  leet: (one) => one.replaceAll('o', '0').replaceAll('e', '3').replaceAll('i', '1'),
  'reversed with a mark': (one) => `${Array.from(one).toReversed().join('')}!`,
  constants: (one, other) => `${one.toUpperCase()}_${other.toUpperCase()}`,
  'a word twice': (one) => `${one}-${one}`,
  'a word and a place': (one, other) => `${one}-${other}-prod`
}

/** Names that do not say what the value is. */
const plain = [
  'UPSTREAM_AUTH',
  'EXTRA',
  'MAGIC',
  'CONFIG',
  'ADMIN',
  'X_SHOP',
  'ROOT',
  'APP_LOGIN',
  'SERVICE_AUTH',
  'VALUE'
]

/** Names of hosts: a word is none because it stands there. */
const hosts = [
  'DB_HOST',
  'KAFKA_BROKERS',
  'UPSTREAM_URL',
  'PAYMENT_SERVICE',
  'API_ENDPOINT',
  'REDIS_SERVER',
  'PEER_ADDRESS',
  'DOMAIN',
  'HTTP_PROXY',
  'SEED_NODES',
  'allowedOrigins',
  'MAIL_HOSTNAME',
  'BACKEND',
  'TARGET',
  'dbHost'
]

const behindPlain = Object.entries(kinds).flatMap(([kind, make]) =>
  words.map((word, index) => ({ kind, name: plain[index] ?? 'X', text: make(word, more[index] ?? 'x') }))
)
const behindHosts = Object.entries(kinds).flatMap(([kind, make]) =>
  hosts.map((name, index) => ({ kind, name, text: make(words[index % 10] ?? 'x', more[(index * 3) % 10] ?? 'x') }))
)
const planted = [...behindPlain, ...behindHosts]

function leaksOf(shown: (planted: { readonly name: string; readonly text: string }) => string): readonly string[] {
  return planted
    .filter((one) => shown(one).includes(one.text))
    .map(({ kind, name, text }) => `${kind}: ${name}=${text}`)
}

it('are 500 of 20 kinds', () => {
  expect(planted).toHaveLength(500)
})

it.each([
  ['a variable', (name: string, value: string) => ({ env: [{ name, value }] })],
  [
    'a flag',
    (name: string, value: string) => ({ args: ['serve', `--${name.toLowerCase().replaceAll('_', '-')}=${value}`] })
  ],
  [
    'behind a flag',
    (name: string, value: string) => ({ args: ['serve', `--${name.toLowerCase().replaceAll('_', '-')}`, value] })
  ],
  [
    'a header',
    (name: string, value: string) => ({ readinessProbe: { httpGet: { port: 80, httpHeaders: [{ name, value }] } } })
  ]
])('are not shown in %s, and stand in no text of it', (_where, made) => {
  const template = (name: string, text: string) => ({
    spec: { containers: [{ name: 'app', image: 'shop/cart:1', ...made(name, text) }] }
  })
  expect(leaksOf(({ name, text }) => JSON.stringify(shownTemplate(template(name, text))))).toEqual([])
  expect(leaksOf(({ name, text }) => redactText(JSON.stringify(template(name, text))))).toEqual([])
})

it('are not shown in an annotation', () => {
  const template = (name: string, text: string) => ({
    metadata: { annotations: { [`vendor.example/${name.toLowerCase()}`]: text } },
    spec: {}
  })
  expect(leaksOf(({ name, text }) => JSON.stringify(shownTemplate(template(name, text))))).toEqual([])
})

it('are shown where the name says that they name something', () => {
  for (const name of [
    'KAFKA_TOPIC',
    'SERVICE_NAME',
    'LOG_LEVEL',
    'DATABASE',
    'REGION',
    'FEATURE_FLAGS',
    'FEATURE_ASYNC_WRITES',
    'CARRIER_PROVIDER'
  ]) {
    const template = { spec: { containers: [{ env: [{ name, value: 'sunshine-valley' }] }] } }
    expect(JSON.stringify(shownTemplate(template)), name).toContain('sunshine-valley')
  }
})

it('are shown where they are those of a host, by a dot, a port, or what it serves', () => {
  const template = (name: string, value: string) => ({ spec: { containers: [{ env: [{ name, value }] }] } })
  const known = [
    'sunshine.shop.svc',
    'sunshine.shop.svc.cluster.local',
    'sunshine.internal',
    'mail.sunshine.de',
    'sunshine:5432',
    'sunshine-db',
    'orders-api',
    'postgres-primary',
    'redis',
    'localhost',
    'kafka-one.example,kafka-two.example',
    'https://sunshine.example/v1'
  ]
  for (const name of hosts)
    for (const value of known)
      expect(JSON.stringify(shownTemplate(template(name, value))), `${name}=${value}`).toContain(value)
})
