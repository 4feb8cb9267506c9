import { describe, expect, it } from 'vitest'
import { goJson } from '../providers/kubernetes/go-json.ts'
import { redactDeep, redactDiff, redactText } from './redact.ts'

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJOT1Q0VSJ9.NOT4Ua1c2lnbmF0dXJl'
const pem = '-----BEGIN PRIVATE KEY-----\nMIINOT4Ua1\nMIINOT4Ub2\n-----END PRIVATE KEY-----'
const hex = '0123456789abcdef0123456789abcdef'

/** Texts as people put them into arguments, variables and scripts; what must stay behind. */
const secrets: readonly (readonly [text: string, kept: string])[] = [
  // Flags.
  ['app --db-user notifications --db-password NOT4U-a1 --port 80', '--port 80'],
  ['app --db-password=NOT4U-a1 --port 80', '--port 80'],
  ["app --password 'NOT4U a1' --port 80", '--port 80'],
  ['app --password "NOT4U a1" --port 80', '--port 80'],
  ['java -Dspring.datasource.password=NOT4U-a1 -jar app.jar', '-jar app.jar'],
  ['sh -c "migrate --user cart --password NOT4U-a1 up"', 'up"'],
  ['sh -c "exec app --api-token=NOT4U-a1 -v"', '-v"'],
  ['["--db-user","cart","--db-password","NOT4U-a1","--listen=:8080"]', '--listen=:8080'],
  ["['--db-password', 'NOT4U-a1', '--listen=:8080']", '--listen=:8080'],
  ['args:\n- --db-password\n- NOT4U-a1\n- --listen=:8080', '--listen=:8080'],
  ['mysql -h db -u root -pNOT4U-a1 shop', 'shop'],
  ['redis-cli -h redis -a NOT4U-a1 ping', 'ping'],
  ['["redis-cli","-a","NOT4U-a1","ping"]', '"ping"'],
  ['sshpass -p NOT4U-a1 ssh host', 'ssh host'],
  ['docker login registry -u me -p NOT4U-a1', 'registry -u me'],
  ['curl -u cart:NOT4U-a1 https://api.example/v1', 'https://api.example/v1'],
  ['ldapsearch -D cn=admin -w NOT4U-a1 -b dc=x', '-b dc=x'],
  ['openssl rsa -passin pass:NOT4U-a1 -in k.pem', '-in k.pem'],
  ['kubectl create secret generic s --from-literal=password=NOT4U-a1 -n shop', '-n shop'],
  // Connection strings: ADO.NET, ODBC, JDBC, libpq, Redis, Kafka, Azure.
  ['Server=tcp:db.example,1433;User ID=cart;Password=NOT4U-a1;Encrypt=True', 'Encrypt=True'],
  ['Server=db;User ID=cart;Password=NOT4U with spaces a1;Encrypt=True', 'Encrypt=True'],
  ['Password=NOT4U with spaces a1;Server=db;Encrypt=True', 'Encrypt=True'],
  ["Server=db;Password='NOT4U;a1';Encrypt=True", 'Encrypt=True'],
  ['Driver={ODBC Driver 18};Server=db;UID=cart;PWD=NOT4U-a1;Encrypt=yes', 'Encrypt=yes'],
  ['Driver={ODBC Driver 18};UID=cart;PWD={NOT4U;a1};Encrypt=yes', 'Encrypt=yes'],
  ['jdbc:postgresql://db.example/shop?user=cart&password=NOT4U-a1', 'jdbc:postgresql://db.example/shop?user=cart'],
  ['jdbc:postgresql://db.example/shop?password=NOT4U-a1&user=cart', 'user=cart'],
  ['jdbc:sqlserver://db:1433;databaseName=shop;user=cart;password=NOT4U-a1;encrypt=true', 'encrypt=true'],
  ['jdbc:mysql://cart:NOT4U-a1@db:3306/shop', '@db:3306/shop'],
  ['host=db port=5432 user=cart password=NOT4U-a1 dbname=shop', 'dbname=shop'],
  ["host=db password='NOT4U a1' dbname=shop", 'dbname=shop'],
  ['redis:6380,password=NOT4U-a1,ssl=True', 'ssl=True'],
  ['org.apache.kafka.PlainLoginModule required username="cart" password="NOT4U-a1";', 'username="cart"'],
  [
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=NOT4Uabcdefghij0123456789==;EndpointSuffix=c',
    'EndpointSuffix=c'
  ],
  [
    'Endpoint=sb://a.servicebus.example/;SharedAccessKeyName=Root;SharedAccessKey=NOT4U+a1/abcdefgh=',
    'SharedAccessKeyName=Root'
  ],
  // Addresses.
  ['postgres://cart:NOT4U-a1@db:5432/shop', '@db:5432/shop'],
  ['postgres://cart:NOT4U@a1@db:5432/shop', '@db:5432/shop'],
  ['amqp://cart:NOT4U/a1@mq:5672/', '@mq:5672/'],
  ['redis://:NOT4U-a1@redis:6379/0', '@redis:6379/0'],
  ['https://NOT4Uabcdef0123456789@sentry.example/42', '@sentry.example/42'],
  ['mongodb+srv://cart:NOT4U-a1@cluster.example/shop?retryWrites=true', 'retryWrites=true'],
  ['https://a.blob.example/c?sv=1&sig=NOT4Uabc0123456789%3D&se=2', 'se=2'],
  ['https://api.example/v1?access_token=NOT4U-a1&page=2', 'page=2'],
  ['https://fn.example/api/run?code=NOT4Uabc0123456789==', 'https://fn.example/api/run'],
  ['https://maps.example/js?key=NOT4Uabc0123456789', 'https://maps.example/js'],
  ['https://api.example/v1?api_key=NOT4U-a1#top', 'https://api.example'],
  ['cart:NOT4U-a1@tcp(db.example:3306)/shop', '@tcp(db.example:3306)/shop'],
  ['cart:NOT4U@a/1@unix(/run/mysqld.sock)/shop', '@unix(/run/mysqld.sock)/shop'],
  // Webhooks.
  ['https://hooks.slack.com/services/T000/B000/NOT4Uslacka1', 'https://hooks.slack.com/services/'],
  ['https://discord.com/api/webhooks/123456/NOT4U-a1', 'https://discord.com/api/webhooks/123456/'],
  ['https://shop.webhook.office.com/webhookb2/NOT4U-a1@b/IncomingWebhook/c/d', 'https://shop.webhook.office.com'],
  ['https://events.pagerduty.com/integration/NOT4Ua1/enqueue', 'https://events.pagerduty.com'],
  ['https://api.telegram.org/bot12345678:NOT4U-a1/sendMessage', '/sendMessage'],
  // JSON and YAML in a value.
  ['{"spring":{"datasource":{"password":"NOT4U-a1","url":"jdbc:x"}}}', '"url":"jdbc:x"'],
  ['{"clientSecret": "NOT4U \\"a1\\"", "clientId": "cart"}', '"clientId": "cart"'],
  ["{'password': 'NOT4U-a1', 'user': 'cart'}", "'user': 'cart'"],
  ['spring:\n  datasource:\n    password: NOT4U a1\n    url: jdbc:x', 'url: jdbc:x'],
  ['db: {password: NOT4U-a1, user: cart}', 'user: cart'],
  ['password: |\n  NOT4U\n  a1\nuser: cart', 'user: cart'],
  ['- password: "NOT4U-a1"', '- password:'],
  ['{"auths":{"r.example":{"auth":"Y2FydDpOT1Q0VS1hMQ==","email":"a@b"}}}', '"email":"a@b"'],
  // What says itself what it is.
  [jwt, ''],
  [pem, ''],
  [`-----BEGIN PGP PRIVATE KEY BLOCK-----\nNOT4U\n-----END PGP PRIVATE KEY BLOCK-----`, ''],
  [Buffer.from(pem).toString('base64'), ''],
  ['Authorization: Bearer NOT4U-a1-0123456789', 'Authorization: Bearer '],
  ['Authorization: Basic Y2FydDpOT1Q0VS1hMQ==', 'Authorization: Basic '],
  ['Authorization: Token NOT4U-a1-0123456789', 'Authorization: Token '],
  ['curl -H "X-Api-Key: NOT4U-a1" https://api.example', 'https://api.example'],
  ["curl -H 'X-Vault-Token: NOT4U-a1' https://vault.example", 'https://vault.example'],
  [`sk_live_NOT4U${hex}`, ''],
  [`npm_NOT4U${hex}`, ''],
  [`SG.NOT4U${hex}.${hex}`, ''],
  [`NRAK-NOT4U${hex}`.toUpperCase(), ''],
  [`hvs.NOT4U${hex}`, ''],
  [`AIzaNOT4U${hex}`.slice(0, 39), ''],
  [`xapp-NOT4U-${hex}`, ''],
  [`glsa_NOT4U${hex}`, ''],
  // Names.
  ...[
    'DB_PASSWORD',
    'PGPASSWORD',
    'MYSQL_PWD',
    'DD_APP_KEY',
    'DD_API_KEY',
    'STRIPE_KEY',
    'NEW_RELIC_LICENSE_KEY',
    'AZURE_STORAGE_KEY',
    'SECRET_ID',
    'VAULT_SECRET_ID',
    'AWS_SECRET_ACCESS_KEY',
    'PASSWORD_SALT',
    'HASH_SALT',
    'GITHUB_TOKEN',
    'DB_PASSWORD_PROD',
    'clientSecret',
    'spring.datasource.password',
    'RAILS_MASTER_KEY',
    'MAPBOX_KEY',
    'SENTRY_AUTH_TOKEN',
    'SSHPASS',
    'ENCRYPTION_KEYS',
    'TOKEN_2',
    'APIKEY',
    'GOOGLE_CREDENTIALS'
  ].flatMap((name): readonly (readonly [string, string])[] => [
    [`${name}=NOT4U-a1x9`, name],
    [`{"name":"${name}","value":"NOT4U-a1x9"}`, name],
    [`- name: ${name}\n  value: NOT4U-a1x9\n- name: TIER\n  value: web`, 'web']
  ])
]

const marker = /NOT4U|Y2FydDpOT1Q0|TUlJTk9UNF|SU5PVDRV/

describe('credentials', () => {
  it.each(secrets)('are replaced, and what is around them stays: %s', (text, kept) => {
    const redacted = redactText(text)
    expect(redacted).not.toMatch(marker)
    expect(redacted).not.toMatch(/\ba1\b/)
    expect(redacted).toContain(kept)
    expect(redactText(redacted)).toBe(redacted)
  })

  it.each(secrets)('are replaced in JSON once, twice and as Go writes it, and it stays JSON: %s', (text) => {
    const inside = (json: string) => JSON.stringify(JSON.parse(json))
    for (const json of [JSON.stringify({ text, after: 'kept' }), goJson({ text, after: 'kept' })]) {
      const once = redactText(json)
      expect(once).not.toMatch(marker)
      expect(inside(once)).toContain('"after":"kept"')
      expect(redactText(once)).toBe(once)
      const twice = redactText(JSON.stringify({ annotation: json }))
      expect(twice).not.toMatch(marker)
      expect(inside((JSON.parse(twice) as { annotation: string }).annotation)).toContain('"after":"kept"')
    }
    expect(JSON.stringify(redactDeep({ body: { text, after: ['kept'] } }))).not.toMatch(marker)
  })

  it('are replaced in arguments and under keys of objects', () => {
    const redacted = redactDeep({
      args: ['--db-user', 'cart', '--db-password', 'NOT4U-a1', '--listen=:8080', '--token', '--verbose'],
      data: { password: 'NOT4U-a1', user: 'cart', token: null, retries: 3 },
      credential: 'kubeconfig/c1, context prod'
    })
    expect(JSON.stringify(redacted)).not.toMatch(marker)
    expect(redacted).toMatchObject({
      args: ['--db-user', 'cart', '--db-password', expect.any(String), '--listen=:8080', '--token', '--verbose'],
      data: { user: 'cart', token: null, retries: 3 },
      credential: 'kubeconfig/c1, context prod'
    })
  })

  it('are replaced in the lines of a difference: arguments, keys of several lines', () => {
    const redacted = redactDiff([
      { kind: 'same', text: '        - --db-password' },
      { kind: 'removed', text: '        - NOT4U-a1' },
      { kind: 'added', text: '        - NOT4U-b1' },
      { kind: 'same', text: '        - --listen=:8080' },
      { kind: 'added', text: '          value: Server=db;Password=NOT4U-a1;Encrypt=True' },
      { kind: 'added', text: '          value: |' },
      { kind: 'added', text: '            -----BEGIN RSA PRIVATE KEY-----' },
      { kind: 'added', text: '            MIINOT4Ua1' },
      { kind: 'added', text: '            -----END RSA PRIVATE KEY-----' },
      { kind: 'same', text: '        image: shop/cart:2' }
    ])
    expect(JSON.stringify(redacted)).not.toMatch(marker)
    expect(redacted.map(({ text }) => text.trim())).toEqual(
      expect.arrayContaining(['- --db-password', '- --listen=:8080', 'image: shop/cart:2'])
    )
  })
})

const harmless: readonly string[] = [
  'MAX_TOKENS=4096',
  'PASSWORD_MIN_LENGTH=12',
  'TOKEN_TTL=15m',
  'KEYCLOAK_URL=https://id.example/auth',
  'SORT_KEY: name',
  'SORT_KEY=createdAt',
  'PARTITION_KEY=customerId',
  'CACHE_KEY_PREFIX=cart',
  'PUBLIC_KEY_PATH=/etc/keys/pub.pem',
  'TOKEN_EXPIRY_SECONDS=3600',
  'PASSWORD_POLICY=strict',
  'REQUIRE_PASSWORD=true',
  'SECRET_NAME=shop-db',
  'USE_TOKEN: false',
  'REFRESH_TOKEN_LIFETIME=30d',
  'SECRETS_PROVIDER=vault',
  'TOKENIZER_MODEL=cl100k_base',
  'MAX_OUTPUT_TOKENS: 1024',
  'PASSWORD_FILE=/run/secrets/db',
  'DB_PASSWORD=$(DB_PASSWORD)',
  'DB_PASSWORD=${DB_PASSWORD}',
  'PASSWORD_HASH_ALGORITHM=argon2id',
  'AWS_ACCESS_KEY_ID=demo',
  'AZURE_CLIENT_ID=6f1c',
  'KEY_VAULT_URL=https://v.example',
  'MONKEY=george',
  'KEYBOARD=us',
  'TURKEY=istanbul',
  'SECRETARY=ann',
  'PASSENGERS=120',
  'COMPASS=north',
  'PWD=/srv/app',
  'BYPASS_CACHE=1',
  'PASS: TestCart',
  'topologyKey: kubernetes.io/hostname',
  'secretName: shop-db',
  'secretKeyRef: {name: shop-db, key: password}',
  '{"name":"MAX_TOKENS","value":"4096"}',
  '{"name":"PASSWORD_MIN_LENGTH","value":"12"}',
  '{"name":"SORT_KEY","value":"name"}',
  '- name: TOKEN_TTL\n  value: 15m',
  '- name: KEYCLOAK_URL\n  value: https://id.example/realms/shop?x=1',
  '{"automountServiceAccountToken":false,"imagePullSecrets":[{"name":"registry"}]}',
  '{"targetKey":"apps/Deployment/shop/Cart2"}',
  'registry.example:5000/shop/cart@sha256:0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c',
  'image: shop/cart:v2.4.1',
  'oci://ghcr.example/shop/cart:1.2',
  'docker.io/library/redis:7-alpine',
  '--listen=:8080',
  'cpu: 250m',
  'memory: 512Mi',
  'limits: {cpu: "2", memory: 4Gi}',
  '--request-timeout=30s',
  '--tail=100',
  'port: 8443',
  'http://svc.shop.svc.cluster.local:8080/healthz',
  'https://example.com:8443/path?x=a@b',
  'git@github.com:shop/cart.git',
  'ssh://git@github.example/shop/cart',
  'mailto:oncall@example.com',
  'https://example.com/?page=2&sort=key',
  'nats://nats:4222',
  'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=4',
  'kubectl get secret shop-db -n shop',
  'kubectl -n shop get pods -l app=checkout -o wide',
  'kubectl logs -p checkout-1',
  'kubectl create token robot --duration 1h',
  'kubectl auth can-i get secrets',
  'curl -u https://example.com',
  'mysql -h db -P 3306 shop',
  'redis-cli -h redis ping',
  'docker login --password-stdin registry.example',
  'mkdir -p /data && cp -p a b',
  'psql -p 5432 shop',
  'the flag --token is not known',
  'use --password to set it',
  'Bearer authentication is required',
  'Basic functionality restored',
  'Cookie: none was sent',
  'error: secrets "shop-db" not found',
  'User "ann" may not get secrets in namespace "shop"',
  'token has expired',
  'invalid password',
  'sum(rate(istio_requests_total{response_code=~"5.."}[5m]))',
  'count by (secret) (kube_secret_info)',
  'sha256:0f3c0f3c0f3c0f3c',
  'checkout-7d9f8b6c5d-x2x9z OOMKilled',
  '2026-03-01T03:00:00Z',
  'uid 6f1c9a2e-1111-4222-8333-944455566677',
  'error: -----BEGIN CERTIFICATE-----',
  'LOG_LEVEL=debug',
  'FEATURE_FLAGS=a,b;c',
  'JAVA_OPTS=-Xmx512m -XX:+UseG1GC',
  'GOMAXPROCS=2',
  'a && b || c; d',
  'x=1&y=2',
  ''
]

describe('what is no credential', () => {
  it('is looked at in more than sixty forms', () => {
    expect(harmless.length).toBeGreaterThan(60)
  })

  it.each(harmless)('stays as it is: %s', (text) => {
    expect(redactText(text)).toBe(text)
    expect(redactText(JSON.stringify({ text }))).toBe(JSON.stringify({ text }))
    expect(redactDeep([text, { text }])).toEqual([text, { text }])
    expect(redactDiff([{ kind: 'same', text }])).toEqual([{ kind: 'same', text }])
  })
})

describe('the cost', () => {
  const pieces = [
    'a',
    'password=',
    '--password ',
    '"password":"',
    '\\"password\\":\\"',
    'password: ',
    "'token': '",
    ';pwd=',
    '&',
    ',',
    '://a:',
    '://:',
    '@',
    '@tcp(',
    'a:',
    '/',
    '\\',
    '\\\\u0026',
    '\\n',
    '-----BEGIN PRIVATE KEY-----',
    '-',
    '"',
    "'",
    '{',
    'mysql -p',
    'curl -u ',
    'docker login ',
    'hooks.slack.com/services/',
    'LS0tLS1CRUdJTi',
    'eyJa.',
    'name: token\n',
    'a.b-c_'
  ]

  it.each(pieces)('grows with the length of the text, whatever it is made of: %j', (piece) => {
    const text = piece.repeat(Math.ceil(1_048_576 / piece.length))
    const startedAt = performance.now()
    redactText(text)
    // Less than a second each on an idle machine; where it grew with the square, it would be minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  it('does not depend on how deep a value is nested', () => {
    let deep: unknown = 'password=NOT4U-a1'
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep }
    expect(JSON.stringify(redactDeep(deep))).not.toMatch(marker)
    const text = `${'['.repeat(20_000)}{"password":"NOT4U-a1"}${']'.repeat(20_000)}`
    expect(redactText(text)).not.toMatch(marker)
    const quoted = Array.from({ length: 12 }).reduce<string>(
      (inner) => JSON.stringify({ inner }),
      'password=NOT4U-a1 x'
    )
    expect(redactText(quoted)).not.toMatch(marker)
  })

  it.each([['\ud800'], ['\u0000password=\u0000'], ['password='], ['"password":'], ['--password'], ['=\\'], ['://']])(
    'is never an error: %j',
    (text) => {
      expect(() => redactText(text)).not.toThrow()
    }
  )
})
