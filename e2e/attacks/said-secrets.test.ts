import { expect, it, onTestFinished } from 'vitest'
import { makeJournalFolder } from '../../src/main/journal/testing/journal-folder.ts'
import { redactText } from '../../src/main/lib/redact.ts'
import { writtenBytes } from '../../src/main/journal/testing/written-bytes.ts'
import { renderReport } from '../../src/main/report/index.ts'

// What programs and API servers write into logs, events and refusals, with credentials in it that are named where they stand.

let n = 0
const rnd = (alphabet: string, length: number): string => {
  let out = ''
  while (out.length < length) {
    n = (Math.imul(n, 1664525) + 1013904223 + out.length) >>> 0
    out += alphabet[Math.floor((n / 2 ** 32) * alphabet.length)] ?? ''
  }
  return out
}
const an = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const hex = '0123456789abcdef'
const pw = () => rnd(an, 9) + '#' + rnd(an, 3)
/** A text, and the credential in it. */
const forms: Record<string, () => [string, string]> = {
  'go struct dump': () => {
    const s = rnd(an, 14)
    return [`config loaded: &{Host:db Port:5432 User:app Password:${s} SSL:true}`, s]
  },
  'go %+v quoted': () => {
    const s = rnd(an, 14)
    return [`cfg={DBHost:"db" DBPassword:"${s}" Debug:false}`, s]
  },
  'java toString': () => {
    const s = rnd(an, 14)
    return [`DataSourceProperties(url=jdbc:pg, username=app, password=${s}, pool=5)`, s]
  },
  'python dict': () => {
    const s = rnd(an, 14)
    return [`KeyError in {'user': 'app', 'password': '${s}', 'db': 1}`, s]
  },
  'python bytes': () => {
    const s = rnd(an, 14)
    return [`{'api_key': b'${s}'}`, s]
  },
  'ruby hash': () => {
    const s = rnd(an, 14)
    return [`{:user=>"app", :password=>"${s}"}`, s]
  },
  'php print_r': () => {
    const s = rnd(an, 14)
    return [`[DB_PASSWORD] => ${s}`, s]
  },
  'yaml in line': () => {
    const s = rnd(an, 14)
    return [`loaded db: {user: app, password: ${s}}`, s]
  },
  logfmt: () => {
    const s = rnd(an, 14)
    return [`level=info msg="connecting" db_password=${s} host=db`, s]
  },
  'json nested escaped': () => {
    const s = rnd(an, 14)
    return [`{"msg":"body {\\"password\\":\\"${s}\\"}"}`, s]
  },
  'json twice escaped': () => {
    const s = rnd(an, 14)
    return [`{"msg":"body {\\\\\\"client_secret\\\\\\":\\\\\\"${s}\\\\\\"}"}`, s]
  },
  'xml element': () => {
    const s = rnd(an, 14)
    return [`<connection><password>${s}</password></connection>`, s]
  },
  'xml attribute': () => {
    const s = rnd(an, 14)
    return [`<add name="db" password="${s}" />`, s]
  },
  'xml soap ns': () => {
    const s = rnd(an, 14)
    return [`<wsse:Password Type="PasswordText">${s}</wsse:Password>`, s]
  },
  'ado connection string': () => {
    const s = rnd(an, 14)
    return [`Server=tcp:db;Database=x;User Id=app;Pwd=${s};Encrypt=True`, s]
  },
  'azure account key': () => {
    const s = rnd(an, 86) + '=='
    return [`DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${s};EndpointSuffix=core.windows.net`, s]
  },
  sas: () => {
    const s = rnd(an, 40)
    return [`GET /c?sv=2022&sp=r&sig=${s}%3D`, s]
  },
  'url creds': () => {
    const s = rnd(an, 12)
    return [`dial amqp://app:${s}@mq:5672/ failed`, s]
  },
  'url creds with at': () => {
    const s = rnd(an, 7) + '@' + rnd(an, 5)
    return [`dial postgres://app:${s}@db:5432/x failed`, s.slice(0, 7)]
  },
  'url creds with slash': () => {
    const s = rnd(an, 7) + '/' + rnd(an, 5)
    return [`dial postgres://app:${s}@db:5432/x failed`, s]
  },
  'url creds no user': () => {
    const s = rnd(an, 12)
    return [`redis://:${s}@redis:6379/0 refused`, s]
  },
  'url token user': () => {
    const s = rnd(an, 40)
    return [`git clone https://${s}@git.example/x.git`, s]
  },
  'go mysql dsn': () => {
    const s = rnd(an, 12)
    return [`app:${s}@tcp(db:3306)/shop?parseTime=true`, s]
  },
  'curl -u': () => {
    const s = rnd(an, 12)
    return [`+ curl -u app:${s} https://x`, s]
  },
  'curl -H': () => {
    const s = rnd(an, 24)
    return [`+ curl -H 'X-Api-Key: ${s}' https://x`, s]
  },
  'curl private token': () => {
    const s = rnd(an, 20)
    return [`curl --header "PRIVATE-TOKEN: ${s}" https://x`, s]
  },
  'mysql -p': () => {
    const s = rnd(an, 12)
    return [`+ mysql -uapp -p${s} shop`, s]
  },
  'psql env': () => {
    const s = rnd(an, 12)
    return [`+ PGPASSWORD=${s} psql -h db`, s]
  },
  sshpass: () => {
    const s = rnd(an, 12)
    return [`sshpass -p ${s} ssh x`, s]
  },
  'docker login': () => {
    const s = rnd(an, 12)
    return [`docker login -u app -p ${s} registry.example`, s]
  },
  'openssl pass': () => {
    const s = rnd(an, 12)
    return [`openssl rsa -passin pass:${s} -in k`, s]
  },
  basic: () => {
    const s = Buffer.from('app:' + rnd(an, 12)).toString('base64')
    return [`Authorization: Basic ${s}`, s.slice(0, -2)]
  },
  'basic lower go': () => {
    const s = Buffer.from('app:' + rnd(an, 12)).toString('base64')
    return [`map[Authorization:[Basic ${s}]]`, s.slice(0, -2)]
  },
  'bearer go header': () => {
    const s = rnd(an, 32)
    return [`req headers map[Accept:[*/*] Authorization:[Bearer ${s}]]`, s]
  },
  'header array': () => {
    const s = rnd(an, 32)
    return [`["authorization","Bearer ${s}"]`, s]
  },
  'header tuple': () => {
    const s = rnd(an, 32)
    return [`[('x-api-key', '${s}')]`, s]
  },
  cookie: () => {
    const s = rnd(an, 32)
    return [`Cookie: theme=dark; session=${s}; a=b`, s]
  },
  'set-cookie': () => {
    const s = rnd(an, 32)
    return [`set-cookie: sid=${s}; HttpOnly`, s]
  },
  'proxy-auth': () => {
    const s = rnd(an, 32)
    return [`> Proxy-Authorization: Negotiate ${s}`, s]
  },
  digest: () => {
    const s = rnd(hex, 32)
    return [`Authorization: Digest username="app", nonce="x", response="${s}"`, s]
  },
  'aws sigv4': () => {
    const s = rnd(hex, 64)
    return [
      `Authorization: AWS4-HMAC-SHA256 Credential=AKIA${rnd('ABCDEFGHIJKLMNOP234567', 16)}/20260101, Signature=${s}`,
      s
    ]
  },
  'aws key pair': () => {
    const s = rnd(an + '/+', 40)
    return [`AccessKeyId: AKIA${rnd('ABCDEFGHIJKLMNOP234567', 16)}, SecretAccessKey: ${s}`, s]
  },
  'aws query': () => {
    const s = rnd(hex, 64)
    return [`GET /o?X-Amz-Credential=x&X-Amz-Signature=${s}`, s]
  },
  'gcp query': () => {
    const s = rnd(hex, 64)
    return [`GET /o?X-Goog-Signature=${s}`, s]
  },
  jwt: () => {
    const s = rnd(an, 43)
    return [`token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${s} rejected`, s]
  },
  jwe: () => {
    const s = rnd(an, 43)
    return [`eyJhbGciOiJSU0EtT0FFUCJ9.${s}.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb.cccccccccccccccccccccc`, s]
  },
  paseto: () => {
    const s = rnd(an, 60)
    return [`v2.local.${s}`, s]
  },
  github: () => {
    const s = 'ghp_' + rnd(an, 36)
    return [`push with ${s} failed`, s]
  },
  'github fine': () => {
    const s = 'github_pat_' + rnd(an, 60)
    return [`push with ${s} failed`, s]
  },
  gitlab: () => {
    const s = 'glpat-' + rnd(an, 20)
    return [`using ${s}`, s]
  },
  slack: () => {
    const s = 'xoxb-12345-67890-' + rnd(an, 24)
    return [`posting with ${s}`, s]
  },
  'slack hook': () => {
    const s = rnd(an, 24)
    return [`POST https://hooks.slack.com/services/T0AB/B0CD/${s} 404`, s]
  },
  'discord hook': () => {
    const s = rnd(an, 60)
    return [`POST https://discord.com/api/webhooks/123456/${s}`, s]
  },
  'teams hook': () => {
    const s = rnd(hex, 32)
    return [`https://x.webhook.office.com/webhookb2/a@b/IncomingWebhook/${s}/c`, s]
  },
  telegram: () => {
    const s = rnd(an, 35)
    return [`https://api.telegram.org/bot123456789:${s}/sendMessage`, s]
  },
  stripe: () => {
    const s = 'sk_live_' + rnd(an, 24)
    return [`charge with ${s}`, s]
  },
  twilio: () => {
    const s = 'SK' + rnd(hex, 32)
    return [`twilio key ${s}`, s]
  },
  sendgrid: () => {
    const s = 'SG.' + rnd(an, 22) + '.' + rnd(an, 43)
    return [`mail by ${s}`, s]
  },
  mailgun: () => {
    const s = 'key-' + rnd(hex, 32)
    return [`mail by ${s}`, s]
  },
  npm: () => {
    const s = 'npm_' + rnd(an, 36)
    return [`//registry.npmjs.org/:_authToken=${s}`, s]
  },
  pypi: () => {
    const s = 'pypi-AgEIcHlwaS5vcmc' + rnd(an, 60)
    return [`upload ${s}`, s]
  },
  'google api': () => {
    const s = 'AIza' + rnd(an, 35)
    return [`maps?key=${s}`, s]
  },
  'google oauth': () => {
    const s = 'ya29.' + rnd(an, 60)
    return [`using ${s}`, s]
  },
  'google refresh': () => {
    const s = '1//0' + rnd(an, 60)
    return [`refresh with ${s}`, s]
  },
  openai: () => {
    const s = 'sk-proj-' + rnd(an, 48)
    return [`openai ${s}`, s]
  },
  anthropic: () => {
    const s = 'sk-ant-api03-' + rnd(an, 80)
    return [`call ${s}`, s]
  },
  vault: () => {
    const s = 'hvs.' + rnd(an, 90)
    return [`login ${s}`, s]
  },
  databricks: () => {
    const s = 'dapi' + rnd(hex, 32)
    return [`run ${s}`, s]
  },
  digitalocean: () => {
    const s = 'dop_v1_' + rnd(hex, 64)
    return [`use ${s}`, s]
  },
  shopify: () => {
    const s = 'shpat_' + rnd(hex, 32)
    return [`use ${s}`, s]
  },
  age: () => {
    const s = 'AGE-SECRET-KEY-1' + rnd('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)
    return [`id ${s}`, s]
  },
  linear: () => {
    const s = 'lin_api_' + rnd(an, 40)
    return [`use ${s}`, s]
  },
  grafana: () => {
    const s = 'glsa_' + rnd(an, 32) + '_' + rnd(hex, 8)
    return [`use ${s}`, s]
  },
  newrelic: () => {
    const s = 'NRAK-' + rnd('ABCDEFGHIJKLMNOP23456789', 27)
    return [`use ${s}`, s]
  },
  'sentry dsn': () => {
    const s = rnd(hex, 32)
    return [`https://${s}@o1.ingest.sentry.io/2`, s]
  },
  'azure ad secret': () => {
    const s = rnd(an, 3) + '8Q~' + rnd(an, 34)
    return [`client secret '${s}' is expired`, s]
  },
  'pem one line': () => {
    const s = rnd(an, 60)
    return [`-----BEGIN PRIVATE KEY-----\\n${s}\\n-----END PRIVATE KEY-----`, s]
  },
  'pem cut': () => {
    const s = rnd(an, 60)
    return [`key: -----BEGIN RSA PRIVATE KEY----- ${s}`, s]
  },
  htpasswd: () => {
    const s = '$2y$10$' + rnd(an, 53)
    return [`app:${s}`, s]
  },
  shadow: () => {
    const s = rnd(an, 60)
    return [`root:$6$salt$${s}:19000:0`, s]
  },
  'said: password is': () => {
    const s = pw()
    return [`The generated admin password is ${s}`, s]
  },
  'said: password:': () => {
    const s = pw()
    return [`Initial admin password: ${s}`, s]
  },
  'said: token =>': () => {
    const s = rnd(an, 24)
    return [`root token => ${s}`, s]
  },
  'said: passphrase': () => {
    const s = rnd(an, 14)
    return [`passphrase "${s}" rejected`, s]
  },
  'said: with password': () => {
    const s = pw()
    return [`login failed for user app with password ${s}`, s]
  },
  camel: () => {
    const s = rnd(an, 14)
    return [`dbPassword=${s}`, s]
  },
  upper: () => {
    const s = rnd(an, 14)
    return [`DBPASS=${s}`, s]
  },
  dotted: () => {
    const s = rnd(an, 14)
    return [`spring.datasource.password=${s}`, s]
  },
  spaced: () => {
    const s = rnd(an, 14)
    return [`password = ${s}`, s]
  },
  'space in value': () => {
    const s = rnd(an, 8)
    return [`password="${rnd(an, 5)} ${s}"`, s]
  },
  'escaped quote in value': () => {
    const s = rnd(an, 8)
    return [`{"password":"${rnd(an, 4)}\\"${s}"}`, s]
  },
  'comma in value': () => {
    const s = rnd(an, 8)
    return [`password=${rnd(an, 5)},${s} user=x`, s]
  },
  'brackets in value': () => {
    const s = rnd(an, 8)
    return [`password=${rnd(an, 4)})${s} x`, s]
  },
  'semicolon in value': () => {
    const s = rnd(an, 8)
    return [`PASSWORD='${rnd(an, 4)};${s}'`, s]
  },
  german: () => {
    const s = rnd(an, 12)
    return [`Passwort: ${s}`, s]
  },
  french: () => {
    const s = rnd(an, 12)
    return [`mot de passe : ${s}`, s]
  },
  spanish: () => {
    const s = rnd(an, 12)
    return [`contraseña: ${s}`, s]
  },
  'percent encoded': () => {
    const s = rnd(an, 12)
    return [`POST grant_type=password&username=a&password=${s}%21&x=1`, s]
  },
  'query access_token': () => {
    const s = rnd(an, 32)
    return [`GET /x?access_token=${s}&y=1`, s]
  },
  'query code': () => {
    const s = rnd(an, 32)
    return [`GET /callback?code=${s}&state=xyz`, s]
  },
  'query key encoded': () => {
    const s = rnd(an, 32)
    return [`GET /x?next=%2Fy%3Ftoken%3D${s}`, s]
  },
  'query api-key': () => {
    const s = rnd(an, 32)
    return [`GET /x?apikey=${s}`, s]
  },
  'kube env json': () => {
    const s = rnd(an, 14)
    return [`{"name":"DB_PASSWORD","value":"${s}"}`, s]
  },
  'kube env json long': () => {
    const s = rnd(an, 14)
    return [`invalid: v1.EnvVar{Name:"DB_PASSWORD", Value:"${s}", ValueFrom:(*v1.EnvVarSource)(nil)}`, s]
  },
  'kube secret data': () => {
    const s = Buffer.from(rnd(an, 18)).toString('base64')
    return [`{"kind":"Secret","data":{"x":"${s}"}}`, s]
  },
  'kube secret struct': () => {
    const s = Buffer.from(rnd(an, 18)).toString('base64')
    return [`v1.Secret{Data:map[string][]uint8{"key":[]uint8{}}, StringData:map[string]string{"db":"${s}"}}`, s]
  },
  dockerconfigjson: () => {
    const s = Buffer.from('u:' + rnd(an, 18)).toString('base64')
    return [`{"auths":{"r":{"auth":"${s}"}}}`, s]
  },
  'bootstrap token': () => {
    const s = rnd('abcdefghijklmnop0123456789', 16)
    return [`kubeadm join --token abcdef.${s}`, s]
  },
  'fullwidth equals': () => {
    const s = rnd(an, 14)
    return [`password＝${s}`, s]
  },
  'fullwidth colon': () => {
    const s = rnd(an, 14)
    return [`密码：${s}`, s]
  },
  table: () => {
    const s = rnd(an, 14)
    return [`| password | ${s} |`, s]
  },
  'k8s sa mount': () => {
    const s = rnd(an, 32)
    return [`read /var/run/secrets/token: ${s}`, s]
  },
  'signing key': () => {
    const s = rnd(hex, 64)
    return [`jwt signing key ${s} loaded`, s]
  },
  'encryption key hex': () => {
    const s = rnd(hex, 64)
    return [`ENCRYPTION_KEY=${s}`, s]
  },
  ldap: () => {
    const s = rnd(an, 14)
    return [`bindDN=cn=x bindpw=${s}`, s]
  },
  'smtp auth': () => {
    const s = Buffer.from('\0app\0' + rnd(an, 12)).toString('base64')
    return [`AUTH PLAIN ${s}`, s.replace(/=+$/, '')]
  },
  'sasl jaas': () => {
    const s = rnd(an, 12)
    return [`sasl.jaas.config=org.apache.PlainLoginModule required username="a" password="${s}";`, s]
  },
  jdbc: () => {
    const s = rnd(an, 12)
    return [`jdbc:postgresql://db/x?user=app&password=${s}`, s]
  },
  'jdbc sqlserver': () => {
    const s = rnd(an, 12)
    return [`jdbc:sqlserver://db;user=app;password=${s};x=1`, s]
  },
  'jdbc sqlserver braces': () => {
    const s = rnd(an, 12)
    return [`jdbc:sqlserver://db;password={${rnd(an, 3)};${s}};x=1`, s]
  },
  'mongo srv': () => {
    const s = rnd(an, 12)
    return [`mongodb+srv://app:${s}@c0.mongodb.net/x`, s]
  },
  'sql alter': () => {
    const s = rnd(an, 12)
    return [`ALTER ROLE app WITH PASSWORD '${s}'`, s]
  },
  'sql identified': () => {
    const s = rnd(an, 12)
    return [`CREATE USER app IDENTIFIED BY '${s}'`, s]
  },
  'tf var': () => {
    const s = rnd(an, 12)
    return [`-var db_password=${s}`, s]
  },
  'helm set': () => {
    const s = rnd(an, 12)
    return [`helm upgrade --set postgresql.auth.password=${s},a=b`, s]
  },
  'flag eq quoted': () => {
    const s = rnd(an, 12)
    return [`["--redis-password=${s}","-v"]`, s]
  },
  'flag array': () => {
    const s = rnd(an, 12)
    return [`["--token","${s}"]`, s]
  },
  'flag go slice': () => {
    const s = rnd(an, 12)
    return [`starting [serve --db-password ${s} --port 80]`, s]
  },
  'liveness env printf': () => {
    const s = rnd(an, 12)
    return [`environ: HOME=/root API_SECRET=${s} LANG=C`, s]
  },
  'nul separated': () => {
    const s = rnd(an, 12)
    return [`HOME=/root\u0000API_SECRET=${s}\u0000LANG=C`, s]
  },
  'credential word': () => {
    const s = rnd(an, 14)
    return [`credential=${s}`, s]
  },
  'webhook secret': () => {
    const s = rnd(an, 24)
    return [`hook secret ${s}`, s]
  },
  csrf: () => {
    const s = rnd(an, 40)
    return [`X-CSRF-Token: ${s}`, s]
  },
  otpauth: () => {
    const s = rnd('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32)
    return [`otpauth://totp/x?secret=${s}&issuer=y`, s]
  },
  wireguard: () => {
    const s = rnd(an, 43) + '='
    return [`PrivateKey = ${s}`, s]
  },
  netrc: () => {
    const s = rnd(an, 12)
    return [`machine x login app password ${s}`, s]
  },
  'git credential': () => {
    const s = rnd(an, 12)
    return [`username=app\npassword=${s}`, s]
  },
  snowflake: () => {
    const s = rnd(an, 12)
    return [`snowflake://app:${s}@acc/db`, s]
  },
  'uri upper scheme': () => {
    const s = rnd(an, 12)
    return [`HTTPS://app:${s}@x`, s]
  },
  'ipv6 url': () => {
    const s = rnd(an, 12)
    return [`https://app:${s}@[::1]:443/x`, s]
  }
}

it('are of more than 130 kinds, and reach neither the journal nor the report', { timeout: 60_000 }, async () => {
  const planted = Object.entries(forms).flatMap(([kind, make]) =>
    [make(), make()].map(([text, core]) => ({ kind, text, core }))
  )
  expect(Object.keys(forms).length).toBeGreaterThan(130)
  const folder = await makeJournalFolder()
  onTestFinished(() => folder.remove())
  const journal = await folder.open()
  for (const { text } of planted) {
    expect(text).not.toBe(redactText(text))
    await journal.append('keep', { what: 'log', lines: [text] })
    await journal.append('outcome', {
      runId: 'r',
      outcome: 'failed',
      detail: `422: ${text}`,
      text: `kubectl patch: failed, ${text}`,
      failure: { code: 'invalid', message: text, address: {}, retryable: false, causes: [text] }
    })
  }
  const said = (await writtenBytes(folder.dir)).toString('utf8')
  const { markdown } = renderReport({
    records: journal.records(),
    environment: null,
    service: { namespace: 'shop', name: 'cart' },
    operator: 'robin',
    now: new Date(),
    offsetMinutes: 0,
    notices: []
  })
  const leaked = planted.filter(({ core }) =>
    [said, markdown].some((text) => text.includes(core) || text.includes(JSON.stringify(core).slice(1, -1)))
  )
  expect(leaked).toEqual([])
})
