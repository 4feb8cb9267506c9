import { describe, expect, it } from 'vitest'
import { redactDeep, redactText } from '../../src/main/lib/redact.ts'
import { shownTemplate } from '../../src/main/providers/kubernetes/shown-template.ts'

const names = [
  'cart',
  'checkout-api',
  'orders',
  'payment-worker',
  'web2',
  'auth-service',
  'token-service',
  'secret-rotator'
]
const spaces = ['shop', 'prod-eu1', 'kube-system', 'team-a', 'password-manager']
const contexts = ['prod', 'stage-west', 'kind-dev', 'gke_shop-prod_europe-west1_main']
const numbers = [1, 2, 12, 80, 443, 4096, 8192, 65_535, 3_600_000]
const images = [
  'shop/cart:2.4.1',
  'ghcr.io/shop/cart:v1.0.0-rc.2',
  'registry.example:5000/shop/cart:2f1c9ab',
  'redis:7-alpine',
  'nginx:1.25'
]

/** Commands as an operator types and this console records them. */
const commands: readonly string[] = contexts.flatMap((context) =>
  spaces.flatMap((space) =>
    names.flatMap((name) => [
      `kubectl --context ${context} -n ${space} rollout undo deployment/${name} --to-revision=4`,
      `kubectl --context ${context} -n ${space} rollout status deployment/${name} --timeout=5m`,
      `kubectl --context ${context} -n ${space} get pods -l app=${name} -o wide --watch`,
      `kubectl --context ${context} -n ${space} logs deploy/${name} --since=10m --tail=200 -c app`,
      `kubectl --context ${context} -n ${space} scale deployment ${name} --replicas=3`,
      `kubectl --context ${context} -n ${space} set image deployment/${name} app=shop/cart:2.4.1`,
      `kubectl --context ${context} -n ${space} patch deployment ${name} --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'`,
      `kubectl --context ${context} -n ${space} annotate canary ${name} flagger.app/gate=open --overwrite`,
      `kubectl --context ${context} -n ${space} create token ${name} --duration=10m`,
      `kubectl --context ${context} -n ${space} get secret ${name} -o name`,
      `helm --kube-context ${context} -n ${space} rollback ${name} 4 --wait`,
      `az network traffic-manager endpoint update --name ${name} --profile-name ${space} --endpoint-status Disabled`
    ])
  )
)

/** Names in which a word for credentials stands, and what they are set to. */
const settings: readonly (readonly [name: string, values: readonly (string | number)[]])[] = [
  ['MAX_TOKENS', numbers],
  ['MIN_TOKENS', numbers],
  ['TOKENS_PER_MINUTE', numbers],
  ['TOKEN_LIMIT', numbers],
  ['COMPLETION_TOKENS', numbers],
  ['PASSWORD_MIN_LENGTH', numbers],
  ['PASSWORD_MAX_LENGTH', numbers],
  ['PASSWORD_POLICY', ['strict', 'none']],
  ['PASSWORD_HISTORY', numbers],
  ['PASSWORD_RESET_ENABLED', ['true', 'false']],
  ['REQUIRE_PASSWORD', ['true', 'false']],
  ['TOKEN_TTL', ['15m', '24h', '3600', '1h30m']],
  ['TOKEN_EXPIRY_SECONDS', numbers],
  ['TOKEN_REFRESH_INTERVAL', ['30s', '5m']],
  ['TOKEN_FILE', ['/var/run/secrets/token', '/etc/app/token']],
  ['SECRET_NAME', names],
  ['SECRET_NAMESPACE', spaces],
  ['SECRET_STORE', ['vault', 'aws']],
  ['SECRETS_PATH', ['/run/secrets/app', '/etc/secrets']],
  ['CREDENTIALS_PROVIDER', ['static', 'default']],
  ['AUTH_ENABLED', ['true', 'false']],
  ['AUTH_TYPE', ['oidc', 'basic', 'none']],
  ['KEY_PREFIX', names],
  ['SORT_KEY', ['name', 'createdAt']],
  ['PARTITION_KEY', ['customerId', 'region']],
  ['CACHE_KEY_PREFIX', names],
  ['KEY_ROTATION_DAYS', numbers],
  ['SESSION_TIMEOUT', ['30m', '8h']],
  ['COOKIE_NAME', ['session', 'theme']],
  ['LOG_LEVEL', ['debug', 'info', 'WARN']],
  ['PORT', numbers],
  ['LISTEN', [':8080', '0.0.0.0:9090']],
  ['UPSTREAM', ['http://cart.shop.svc:8080', 'redis://redis:6379', 'https://id.example/auth']],
  ['DB_HOST', ['postgres-primary', 'db.shop.svc', 'localhost', '10.0.4.12', 'orders-db.internal']],
  ['KAFKA_BROKERS', ['kafka-0.kafka.shop.svc:9092,kafka-1.kafka.shop.svc:9092', 'kafka:9092']],
  ['CART_SERVICE', ['cart-service', 'cart-api', 'cart.shop.svc.cluster.local', 'cart:8080']],
  ['ALLOWED_ORIGINS', ['https://shop.example', 'shop.example.com,www.shop.de']],
  ['IMAGE', images],
  ['MEMORY', ['512Mi', '2Gi', '250m']],
  ['FEATURES', ['cart,checkout,orders', 'none']],
  ['TIMEZONE', ['Europe/Berlin', 'UTC']],
  ['LANG', ['en_US.UTF-8', 'de_DE']],
  ['SPRING_PROFILES_ACTIVE', ['prod', 'prod,metrics']],
  ['JAVA_HEAP', ['-Xmx512m', '-Xms2g']],
  ['REGION', ['eu-central-1', 'europe-west1', 'westeurope']]
]
const pairs = settings.flatMap(([name, values]) => values.map((value): [string, string] => [name, String(value)]))

const sentences = (name: string): readonly string[] => [
  `v1.Volume{Name:"${name}", VolumeSource:v1.VolumeSource{Secret:(*v1.SecretVolumeSource)(nil)}}`,
  `&Volume{Name:${name},VolumeSource:VolumeSource{Secret:&SecretVolumeSource{SecretName:${name},Items:[]KeyToPath{},},},}`,
  `EnvVar{Name:LOG_LEVEL,Value:debug,ValueFrom:nil,} of ${name}`,
  `v1.EnvVar{Name:"PORT", Value:"8080", ValueFrom:(*v1.EnvVarSource)(nil)} of ${name}`,
  `{Name:${name} AutomountServiceAccountToken:true TokenExpirationSeconds:3600}`,
  `Invalid value: map[string]string{"app":"${name}"}: selector does not match template labels`,
  `the token is expired, the password is wrong, the api key is missing: ${name}`,
  `<secretName>${name}</secretName>`,
  `unknown field "spec.password" in ${name}`,
  `NAME | SECRET | AGE`,
  `secret/${name} configured`,
  `error: token lookup: ${name}-7d9f8b6c5d-x2x9z not found`,
  `${name} needs a token to be renewed every 15 min`,
  `The password of ${name} was rotated yesterday by robin`,
  `Secret ${name} not found in namespace shop`,
  `secrets "${name}" is forbidden: User "robin" cannot get resource "secrets" in API group "" in the namespace "shop"`,
  `Bearer authentication is required for ${name}`,
  `Rolled back ${name} from revision 7 to revision 4, 4 of 4 pods ready`,
  `MountVolume.SetUp failed for volume "${name}-token" : secret "${name}-token" not found`,
  `Back-off restarting failed container app in pod ${name}-7d9f8b6c5d-x2x9z`,
  `Error ratio of ${name} 3.2 % over 5 min, limit 1 %`,
  `Readiness probe failed: Get "http://10.0.12.4:8080/healthz": context deadline exceeded (${name})`,
  `ask the auth team for access to ${name}; the key is in the safe`,
  `The password field of the sign-in page of ${name} is empty`
]

const texts: readonly string[] = [
  ...commands,
  ...pairs.flatMap(([name, value]) => [
    `${name}=${value}`,
    `export ${name}=${value}`,
    `${name}: ${value}`,
    `- name: ${name}\n  value: ${value}`,
    `kubectl -n shop set env deployment/cart ${name}=${value}`,
    JSON.stringify({ name, value }),
    JSON.stringify({
      env: [
        { name, value },
        { name: 'A', value: 'b' }
      ]
    }),
    JSON.stringify(JSON.stringify({ spec: { containers: [{ env: [{ name, value }] }] } })),
    `  + - name: ${name}; + value: ${value}`
  ]),
  ...names.flatMap(sentences),
  ...images.flatMap((image) =>
    names.flatMap((name) => [
      JSON.stringify({
        name,
        image,
        args: ['serve', '--listen=:8080', '--log-level', 'debug', `--service=${name}`, '-v']
      }),
      JSON.stringify({
        command: ['/usr/bin/app', '--max-tokens=4096', '--password-min-length', '12', '--config=/etc/app/app.yaml'],
        image
      }),
      JSON.stringify({
        metadata: {
          annotations: {
            'deployment.kubernetes.io/revision': '7',
            'prometheus.io/port': '9090',
            'sidecar.istio.io/inject': 'true'
          }
        },
        image,
        name
      }),
      `image: ${image}`,
      `Successfully pulled image "${image}" in 1.2s for ${name}`
    ])
  )
]

describe('texts with nothing secret in them', () => {
  it('are 5,000, of which none is altered', () => {
    const all = [...new Set(texts)]
    const more = all.map((text) => `${text} `)
    const checked = [...all, ...more].slice(0, Math.max(5_000, all.length))
    expect(checked.length).toBeGreaterThanOrEqual(5_000)
    expect(checked.filter((text) => redactText(text) !== text)).toEqual([])
    expect(
      checked.filter((text) => JSON.stringify(redactDeep([text, { text }])) !== JSON.stringify([text, { text }]))
    ).toEqual([])
  }, 60_000)

  it('are shown in templates as they are', () => {
    const env = pairs.map(([name, value]) => ({ name, value }))
    const args = [
      'serve',
      '--listen=:8080',
      '--max-tokens',
      '4096',
      '--password-min-length=12',
      '-v',
      '-Xmx512m',
      '--db-user',
      'shop'
    ]
    const template = {
      metadata: {
        annotations: { 'prometheus.io/scrape': 'true', 'kubectl.kubernetes.io/restartedAt': '2026-03-01T02:03:04Z' }
      },
      spec: { containers: images.map((image) => ({ image, env, args, command: ['/usr/bin/app'] })) }
    }
    expect(shownTemplate(template)).toEqual(template)
  })
})

describe('the redactor', () => {
  const pieces = [
    '"args":["',
    '"command":["a","',
    '"annotations":{"a":"',
    '\\"args\\":[\\"',
    '/value","value":"',
    '/annotations/a","value":"',
    '"stringData":{"a":"b",',
    '"args":[',
    '{"name":"A","value":"',
    '- name: A\n  value: b\n',
    'not shown, 1 character, digest ',
    '--a=',
    '"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{',
    'a,',
    'https://a.b/c?d=e&',
    '"data":{',
    '\\\\\\"',
    '{Password:x ',
    '{Password:\r',
    '<password>',
    '<password a ',
    ':password=>',
    'password is ',
    'password | ',
    'Name:"A", Value:"',
    'Name:A,Value:',
    'Args:[]string{"',
    'Data:map[string]string{"a":"',
    "'api_key': b'",
    '%3ftoken%3d',
    '\u2028'
  ]

  it.each(pieces)('takes time in proportion to what it reads: %j', (piece) => {
    const text = piece.repeat(Math.ceil(400_000 / piece.length))
    const startedMs = performance.now()
    redactText(text)
    // A second on a busy machine; minutes if it grew with the square.
    expect(performance.now() - startedMs).toBeLessThan(8_000)
  })

  it.each(['[', '{"a":', '{"args":[', '{"annotations":{"a":'])('never throws, 20,000 deep: %s', (open) => {
    const close = open === '[' || open === '{"args":[' ? ']' : '}'
    const text = `${open.repeat(20_000)}1${close.repeat(20_000)}`
    expect(redactText(text)).toBe(text)
    let deep: unknown = 'bottom'
    for (let level = 0; level < 20_000; level += 1)
      deep = level % 2 === 0 ? { args: [deep] } : { annotations: { a: deep } }
    expect(() => JSON.stringify(redactDeep({ deep }))).not.toThrow()
  })
})
