// Configurations, commands and tokens as they stand in what programs print, each with its credential. Every one is drawn anew
// with a fixed seed.

let seed = 7
function rnd(alphabet: string, length: number): string {
  let out = ''
  while (out.length < length) {
    seed = (Math.imul(seed, 1664525) + 1013904223 + out.length) >>> 0
    out += alphabet[Math.floor((seed / 2 ** 32) * alphabet.length)] ?? ''
  }
  return out
}
const an = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const hex = '0123456789abcdef'
const b64 = `${an}01+/`
const up = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const B = (text: string): string => Buffer.from(text).toString('base64')
const nopad = (text: string): string => text.replace(/=+$/, '')
const pwd = (): string => rnd(an, 12)
const pem = (): readonly string[] => Array.from({ length: 4 }, () => rnd(b64, 64))

/** A text, and what must not be left of it, by kind. */
export const dumps: Readonly<Record<string, () => readonly [text: string, ...secrets: string[]]>> = {
  'netrc multi': () => {
    const s = pwd()
    return [`machine git.example\n  login app\n  password ${s}\n`, s]
  },
  'netrc one line long': () => {
    const s = pwd()
    return [`machine api.example login app password ${s} account x`, s]
  },
  pgpass: () => {
    const s = pwd()
    return [`db.shop.svc:5432:shop:app:${s}`, s]
  },
  'pgpass star': () => {
    const s = pwd()
    return [`*:*:*:postgres:${s}`, s]
  },
  'pgpass file': () => {
    const s = pwd()
    return [`# pgpass\nlocalhost:5432:*:app:${s}\n`, s]
  },
  'docker auth pretty': () => {
    const s = B('u:' + pwd())
    return [`{\n  "auths": {\n    "registry.example": {\n      "auth": "${s}"\n    }\n  }\n}`, nopad(s)]
  },
  'docker identitytoken': () => {
    const s = rnd(an, 60)
    return [`{"auths":{"x.azurecr.io":{"identitytoken":"${s}"}}}`, s]
  },
  'docker config b64 in .dockerconfigjson': () => {
    const s = B(`{"auths":{"r":{"auth":"${B('u:' + pwd())}"}}}`)
    return [`.dockerconfigjson: ${s}`, s.slice(20, 60)]
  },
  'npmrc _auth': () => {
    const s = B('u:' + pwd())
    return [`//registry.example/:_auth=${s}`, nopad(s)]
  },
  'npmrc _password': () => {
    const s = B(pwd())
    return [`//registry.example/:_password="${s}"`, nopad(s)]
  },
  'npmrc email multi': () => {
    const s = rnd(an, 36)
    return [`registry=https://r.example\n//r.example/:_authToken=${s}\nalways-auth=true`, s]
  },
  yarnrc: () => {
    const s = rnd(an, 36)
    return [`npmAuthToken: "${s}"`, s]
  },
  'yarnrc ident': () => {
    const s = `app:${pwd()}`
    return [`npmAuthIdent: "${s}"`, s]
  },
  'pip conf': () => {
    const s = pwd()
    return [`index-url = https://app:${s}@pypi.example/simple`, s]
  },
  pypirc: () => {
    const s = pwd()
    return [`[pypi]\nusername = __token__\npassword = ${s}`, s]
  },
  'gem creds': () => {
    const s = rnd(hex, 48)
    return [`:rubygems_api_key: rubygems_${s}`, s]
  },
  'cargo creds': () => {
    const s = rnd(an, 32)
    return [`[registry]\ntoken = "cio${s}"`, s]
  },
  'maven settings': () => {
    const s = pwd()
    return [`<server><id>x</id><username>app</username><password>${s}</password></server>`, s]
  },
  'maven passphrase': () => {
    const s = pwd()
    return [`<passphrase>${s}</passphrase>`, s]
  },
  nuget: () => {
    const s = pwd()
    return [`<add key="ClearTextPassword" value="${s}" />`, s]
  },
  'dotnet appsettings': () => {
    const s = pwd()
    return [`"ConnectionStrings":{"Default":"Server=db;Database=x;User ID=app;Password=${s};"}`, s]
  },
  'dotnet xml conn': () => {
    const s = pwd()
    return [`<add name="D" connectionString="Data Source=db;User ID=app;Password=${s}" />`, s]
  },
  'aws credentials file': () => {
    const s = rnd(b64, 40)
    return [`[default]\naws_access_key_id = AKIA${rnd(up, 16)}\naws_secret_access_key = ${s}\n`, s]
  },
  'aws export multi': () => {
    const s = rnd(b64, 40)
    return [`export AWS_SECRET_ACCESS_KEY="${s}"`, s]
  },
  'aws session token': () => {
    const s = rnd(b64, 300)
    return [`aws_session_token=${s}`, s]
  },
  'aws sts json': () => {
    const s = rnd(b64, 40)
    return [`{"Credentials":{"AccessKeyId":"ASIA${rnd(up, 16)}","SecretAccessKey":"${s}","SessionToken":"x"}}`, s]
  },
  'aws sts text': () => {
    const s = rnd(b64, 40)
    return [`CREDENTIALS\tASIA${rnd(up, 16)}\t2026-01-01T00:00:00Z\t${s}\tIQoJb3JpZ2luX2VjE${rnd(b64, 200)}`, s]
  },
  'aws access key comma': () => {
    const s = rnd(b64, 40)
    return [`AKIA${rnd(up, 16)},${s}`, s]
  },
  'aws akid colon secret': () => {
    const s = rnd(b64, 40)
    return [`AKIA${rnd(up, 16)}:${s}`, s]
  },
  'aws csv header': () => {
    const s = rnd(b64, 40)
    return [`Access key ID,Secret access key\nAKIA${rnd(up, 16)},${s}`, s]
  },
  s3cfg: () => {
    const s = rnd(b64, 40)
    return [`secret_key = ${s}`, s]
  },
  rclone: () => {
    const s = rnd(an + '-_', 40)
    return [`[remote]\ntype = s3\nsecret_access_key = ${s}\npass = ${s}`, s]
  },
  boto: () => {
    const s = rnd(an, 40)
    return [`gs_secret_access_key = ${s}`, s]
  },
  'minio mc': () => {
    const s = pwd()
    return [`mc alias set local http://minio:9000 app ${s}`, s]
  },
  'mc host env': () => {
    const s = pwd()
    return [`MC_HOST_local=http://app:${s}@minio:9000`, s]
  },
  'gcp sa json': () => {
    const s = rnd(b64, 64)
    return [
      `{"type":"service_account","private_key_id":"${rnd(hex, 40)}","private_key":"-----BEGIN PRIVATE KEY-----\\n${s}\\n-----END PRIVATE KEY-----\\n"}`,
      s
    ]
  },
  'gcp adc': () => {
    const s = rnd(an, 24)
    return [
      `{"client_id":"x.apps.googleusercontent.com","client_secret":"GOCSPX-${s}","refresh_token":"1//0${rnd(an, 60)}","type":"authorized_user"}`,
      s
    ]
  },
  'gocspx bare': () => {
    const s = `GOCSPX-${rnd(an, 28)}`
    return [`secret ${s}`, s]
  },
  'azure storage cli': () => {
    const s = rnd(b64, 86) + '=='
    return [`az storage blob list --account-name x --account-key ${s}`, s.slice(0, 80)]
  },
  'azure servicebus': () => {
    const s = rnd(b64, 43) + '='
    return [`Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}`, nopad(s)]
  },
  'azure sas token alone': () => {
    const s = rnd(an, 43)
    return [`?sv=2022-11-02&ss=b&srt=sco&sp=rwdl&se=2026-12-01&sig=${s}%3D`, s]
  },
  'azure sharedaccesssignature hdr': () => {
    const s = rnd(an, 43)
    return [`SharedAccessSignature sr=https%3A%2F%2Fx&sig=${s}%3D&se=1700000000&skn=Root`, s]
  },
  'azure iothub': () => {
    const s = rnd(b64, 43) + '='
    return [`HostName=x.azure-devices.net;DeviceId=d;SharedAccessKey=${s}`, nopad(s)]
  },
  'azure cosmos': () => {
    const s = rnd(b64, 86) + '=='
    return [`AccountEndpoint=https://x.documents.azure.com:443/;AccountKey=${s};`, s.slice(0, 80)]
  },
  'azure appconfig': () => {
    const s = rnd(b64, 43) + '='
    return [`Endpoint=https://x.azconfig.io;Id=abc;Secret=${s}`, nopad(s)]
  },
  'azure sp json': () => {
    const s = rnd(an, 3) + '8Q~' + rnd(an, 34)
    return [`{"appId":"x","displayName":"y","password":"${s}","tenant":"z"}`, s]
  },
  'azure instrumentation conn': () => {
    const s = '00000000-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`az login --service-principal -u app -p ${s.replace('0', '8Q~')} --tenant t`, s.slice(3)]
  },
  'kubeconfig token': () => {
    const s = rnd(an, 40)
    return [`users:\n- name: a\n  user:\n    token: ${s}\n`, s]
  },
  'kubeconfig key data': () => {
    const s = B('-----BEGIN RSA PRIVATE KEY-----\n' + rnd(b64, 64))
    return [`    client-key-data: ${s}`, s.slice(50, 100)]
  },
  'kubeconfig key flow': () => {
    const s = rnd(b64, 100)
    return [`user: {client-certificate-data: ${rnd(b64, 40)}, client-key-data: ${s}}`, s]
  },
  'kube sa token jwt': () => {
    const s = rnd(an, 200)
    return [`eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0.${s}`, s]
  },
  'kubeadm bootstrap': () => {
    const s = rnd('abcdefghijklmnop0123456789', 16)
    return [`token: abcdef.${s}`, s]
  },
  'kubeadm cert key': () => {
    const s = rnd(hex, 64)
    return [`--certificate-key ${s}`, s]
  },
  'k3s token': () => {
    const s = rnd(hex, 64)
    return [`K10${s}::server:${rnd(hex, 32)}`, s]
  },
  'kubectl create secret literal': () => {
    const s = pwd()
    return [`kubectl create secret generic x --from-literal=anything=${s}`, s]
  },
  'kubectl create secret literal spaced': () => {
    const s = pwd()
    return [`kubectl create secret generic x --from-literal anything=${s}`, s]
  },
  'kubectl create secret quoted': () => {
    const s = pwd()
    return [`kubectl create secret generic x --from-literal='k=${s}'`, s]
  },
  'kubectl docker-registry': () => {
    const s = pwd()
    return [`kubectl create secret docker-registry r --docker-server=x --docker-username=a --docker-password=${s}`, s]
  },
  'kubectl set env': () => {
    const s = pwd()
    return [`kubectl set env deploy/cart DB_PASS=${s}`, s]
  },
  'kubectl patch secret': () => {
    const s = pwd()
    return [`kubectl patch secret x -p '{"stringData":{"k":"${s}"}}'`, s]
  },
  'kubectl patch secret data': () => {
    const s = B(pwd())
    return [`kubectl patch secret x --patch='{"data":{"k":"${s}"}}'`, nopad(s)]
  },
  'kubectl config set-credentials': () => {
    const s = rnd(an, 30)
    return [`kubectl config set-credentials x --token=${s}`, s]
  },
  'kubectl config basic': () => {
    const s = pwd()
    return [`kubectl config set-credentials x --username=a --password=${s}`, s]
  },
  'jwt cookie': () => {
    const s = rnd(an, 43)
    return [`Cookie: token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${s}`, s]
  },
  'cookie many': () => {
    const s = rnd(an, 32)
    return [`cookie: a=b; JSESSIONID=${s}; lang=de`, s]
  },
  'cookie unfamiliar': () => {
    const s = rnd(an, 32)
    return [`Cookie: _x=${s}`, s]
  },
  'cookie curl -b': () => {
    const s = rnd(an, 32)
    return [`curl -b 'sid=${s}' https://x`, s]
  },
  'cookie curl --cookie': () => {
    const s = rnd(an, 32)
    return [`curl --cookie "sess=${s}; a=b" https://x`, s]
  },
  'cookie json': () => {
    const s = rnd(an, 32)
    return [`{"cookies":{"sid":"${s}"}}`, s]
  },
  'cookie jar': () => {
    const s = rnd(an, 32)
    return [`.example.com\tTRUE\t/\tTRUE\t1767225600\tsessionid\t${s}`, s]
  },
  'curl -u joined': () => {
    const s = pwd()
    return [`curl -uapp:${s} https://x`, s]
  },
  'curl -u quoted': () => {
    const s = pwd()
    return [`curl -u 'app:${s}' https://x`, s]
  },
  'curl --user=': () => {
    const s = pwd()
    return [`curl --user=app:${s} https://x`, s]
  },
  'curl --proxy-user': () => {
    const s = pwd()
    return [`curl --proxy-user app:${s} https://x`, s]
  },
  'curl -U': () => {
    const s = pwd()
    return [`curl -x http://p:1 -U app:${s} https://x`, s]
  },
  'curl combined': () => {
    const s = pwd()
    return [`curl -sSfu app:${s} https://x`, s]
  },
  'curl -d json': () => {
    const s = pwd()
    return [`curl -d '{"username":"a","password":"${s}"}' https://x`, s]
  },
  'curl -d form': () => {
    const s = pwd()
    return [`curl -d 'user=a&pass=${s}' https://x`, s]
  },
  'curl bearer': () => {
    const s = rnd(an, 30)
    return [`curl --oauth2-bearer ${s} https://x`, s]
  },
  'curl -H bearer': () => {
    const s = rnd(an, 30)
    return [`curl -H "Authorization: Bearer ${s}" https://x`, s]
  },
  'curl -H auth custom': () => {
    const s = rnd(an, 30)
    return [`curl -H "Authorization: token ${s}" https://x`, s]
  },
  'curl -H raw auth': () => {
    const s = rnd(an, 30)
    return [`curl -H "Authorization: ${s}" https://x`, s]
  },
  'curl -H x-vault': () => {
    const s = rnd(an, 30)
    return [`curl -H "X-Vault-Token: ${s}" https://x`, s]
  },
  wget: () => {
    const s = pwd()
    return [`wget --http-user=a --http-password=${s} https://x`, s]
  },
  httpie: () => {
    const s = pwd()
    return [`http -a app:${s} GET https://x`, s]
  },
  'http header apikey': () => {
    const s = rnd(an, 30)
    return [`apikey: ${s}`, s]
  },
  "mysql -p''": () => {
    const s = pwd()
    return [`mysql -u root -p'${s}' shop`, s]
  },
  'mysql -p""': () => {
    const s = pwd()
    return [`mysql -u root -p"${s}" shop`, s]
  },
  mysqldump: () => {
    const s = pwd()
    return [`mysqldump --password=${s} shop`, s]
  },
  'my.cnf': () => {
    const s = pwd()
    return [`[client]\nuser=root\npassword="${s}"`, s]
  },
  'redis-cli -a': () => {
    const s = pwd()
    return [`redis-cli -h r -a ${s} ping`, s]
  },
  'redis requirepass': () => {
    const s = pwd()
    return [`requirepass ${s}`, s]
  },
  'redis masterauth': () => {
    const s = pwd()
    return [`masterauth ${s}`, s]
  },
  'redis CONFIG SET': () => {
    const s = pwd()
    return [`CONFIG SET requirepass ${s}`, s]
  },
  'redis AUTH': () => {
    const s = pwd()
    return [`AUTH ${s}`, s]
  },
  'redis AUTH user': () => {
    const s = pwd()
    return [`> AUTH default ${s}`, s]
  },
  'redis acl': () => {
    const s = pwd()
    return [`user app on >${s} ~* +@all`, s]
  },
  'mongo -p': () => {
    const s = pwd()
    return [`mongosh -u app -p ${s} --authenticationDatabase admin`, s]
  },
  'psql uri param': () => {
    const s = pwd()
    return [`psql "host=db user=app password=${s} dbname=x"`, s]
  },
  'sqlcmd -P': () => {
    const s = pwd()
    return [`sqlcmd -S db -U sa -P ${s}`, s]
  },
  'ldapsearch -w': () => {
    const s = pwd()
    return [`ldapsearch -D cn=x -w ${s} -b dc=x`, s]
  },
  smbclient: () => {
    const s = pwd()
    return [`smbclient //s/x -U app%${s}`, s]
  },
  'sshpass joined': () => {
    const s = pwd()
    return [`sshpass -p'${s}' ssh x`, s]
  },
  'sshpass joined bare': () => {
    const s = pwd()
    return [`sshpass -p${s} ssh x`, s]
  },
  'zip -P': () => {
    const s = pwd()
    return [`zip -P ${s} x.zip y`, s]
  },
  'openssl -k': () => {
    const s = pwd()
    return [`openssl enc -aes-256-cbc -k ${s} -in x`, s]
  },
  'openssl pass env': () => {
    const s = pwd()
    return [`openssl pkcs12 -passout pass:${s} -export`, s]
  },
  'gpg passphrase': () => {
    const s = pwd()
    return [`gpg --batch --passphrase ${s} -d x`, s]
  },
  keytool: () => {
    const s = pwd()
    return [`keytool -storepass ${s} -keypass ${s}`, s]
  },
  'java -D': () => {
    const s = pwd()
    return [`java -Djavax.net.ssl.trustStorePassword=${s} -jar x`, s]
  },
  'htpasswd -b': () => {
    const s = pwd()
    return [`htpasswd -b f app ${s}`, s]
  },
  'htpasswd -nb': () => {
    const s = pwd()
    return [`htpasswd -nb app ${s}`, s]
  },
  chpasswd: () => {
    const s = pwd()
    return [`echo 'root:${s}' | chpasswd`, s]
  },
  'echo | docker login': () => {
    const s = pwd()
    return [`echo ${s} | docker login -u app --password-stdin`, s]
  },
  'helm registry login': () => {
    const s = pwd()
    return [`helm registry login r -u a -p ${s}`, s]
  },
  'argocd login': () => {
    const s = pwd()
    return [`argocd login x --username admin --password ${s}`, s]
  },
  'vault login': () => {
    const s = rnd(an, 24)
    return [`vault login s.${s}`, s]
  },
  'vault kv put': () => {
    const s = pwd()
    return [`vault kv put secret/x value=${s}`, s]
  },
  'vault unseal': () => {
    const s = rnd(b64, 43) + '='
    return [`vault operator unseal ${s}`, nopad(s)]
  },
  'vault unseal printed': () => {
    const s = rnd(b64, 44)
    return [`Unseal Key 1: ${s}`, s]
  },
  'vault root': () => {
    const s = 'hvs.' + rnd(an, 24)
    return [`Initial Root Token: ${s}`, s]
  },
  'consul token': () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`SecretID:         ${s}`, s]
  },
  'consul http token': () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`CONSUL_HTTP_TOKEN=${s}`, s]
  },
  nomad: () => {
    const s = rnd(hex, 36)
    return [`X-Nomad-Token: ${s}`, s]
  },
  'basic header lower': () => {
    const s = B('app:' + pwd())
    return [`authorization: basic ${s}`, nopad(s)]
  },
  'basic json': () => {
    const s = B('app:' + pwd())
    return [`{"Authorization":"Basic ${s}"}`, nopad(s)]
  },
  'basic alone': () => {
    const s = B('app:' + pwd())
    return [`Basic ${s}`, nopad(s)]
  },
  'bearer alone': () => {
    const s = rnd(an, 30)
    return [`Bearer ${s}`, s]
  },
  'pem one line spaces': () => {
    const p = pem()
    return [`-----BEGIN EC PRIVATE KEY----- ${p.join(' ')} -----END EC PRIVATE KEY-----`, ...p]
  },
  'pem one line joined': () => {
    const p = pem()
    return [`-----BEGIN PRIVATE KEY-----${p.join('')}-----END PRIVATE KEY-----`, ...p]
  },
  'pem escaped nl': () => {
    const p = pem()
    return [`-----BEGIN OPENSSH PRIVATE KEY-----\\n${p.join('\\n')}\\n-----END OPENSSH PRIVATE KEY-----`, ...p]
  },
  'pem multi': () => {
    const p = pem()
    return [`key: |\n  -----BEGIN PRIVATE KEY-----\n  ${p.join('\n  ')}\n  -----END PRIVATE KEY-----`, ...p]
  },
  'pem crlf': () => {
    const p = pem()
    return [`-----BEGIN PRIVATE KEY-----\r\n${p.join('\r\n')}\r\n-----END PRIVATE KEY-----`, ...p]
  },
  'pem base64': () => {
    const s = B(`-----BEGIN PRIVATE KEY-----\n${pem().join('\n')}\n-----END PRIVATE KEY-----\n`)
    return [`loaded ${s}`, s.slice(60, 120)]
  },
  'pem encrypted': () => {
    const p = pem()
    return [`-----BEGIN ENCRYPTED PRIVATE KEY-----\n${p.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----`, ...p]
  },
  pgp: () => {
    const p = pem()
    return [`-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${p.join('\n')}\n-----END PGP PRIVATE KEY BLOCK-----`, ...p]
  },
  putty: () => {
    const p = pem()
    return [`PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPrivate-Lines: 4\n${p.join('\n')}\nPrivate-MAC: x`, ...p]
  },
  jwk: () => {
    const s = rnd(an + '-_', 43)
    return [`{"kty":"EC","crv":"P-256","x":"${rnd(an, 43)}","y":"${rnd(an, 43)}","d":"${s}"}`, s]
  },
  'jwk oct': () => {
    const s = rnd(an + '-_', 43)
    return [`{"kty":"oct","k":"${s}","alg":"HS256"}`, s]
  },
  'b64 of user:pass': () => {
    const s = B(`admin:${pwd()}`)
    return [`auth=${s}`, nopad(s)]
  },
  'b64 of url': () => {
    const p = pwd()
    const s = B(`postgres://app:${p}@db/x`)
    return [`data: ${s}`, s.slice(8, 40)]
  },
  'b64 of json cred': () => {
    const s = B(`{"password":"${pwd()}"}`)
    return [`payload ${s}`, nopad(s)]
  },
  'b64 of env': () => {
    const s = B(`DB_PASSWORD=${pwd()}\n`)
    return [`blob: ${s}`, nopad(s)]
  },
  'b64 of bearer jwt': () => {
    const s = B(`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${rnd(an, 43)}`)
    return [`x ${s}`, nopad(s)]
  },
  'b64 of aws key': () => {
    const s = B(`AKIA${rnd(up, 16)}:${rnd(b64, 40)}`)
    return [`x ${s}`, nopad(s)]
  },
  'hex of password': () => {
    const s = Buffer.from(`password=${pwd()}`).toString('hex')
    return [`x ${s}`, s]
  },
  'url userinfo token x-oauth': () => {
    const s = rnd(an, 40)
    return [`https://x-access-token:${s}@github.com/a/b`, s]
  },
  'url userinfo oauth2': () => {
    const s = rnd(an, 20)
    return [`https://oauth2:${s}@gitlab.example/a/b.git`, s]
  },
  'url userinfo encoded': () => {
    const s = rnd(an, 12)
    return [`amqps://app:${s}%2F%40@mq`, s]
  },
  'url userinfo kafka': () => {
    const s = rnd(an, 12)
    return [`kafka+ssl://app:${s}@k:9093`, s]
  },
  'url userinfo scheme-less': () => {
    const s = rnd(an, 12)
    return [`connecting to app:${s}@db:5432/shop`, s]
  },
  'url userinfo rsync': () => {
    const s = rnd(an, 12)
    return [`ftp://app:${s}@ftp.x/a`, s]
  },
  'url oracle thin': () => {
    const s = rnd(an, 12)
    return [`jdbc:oracle:thin:app/${s}@db:1521/x`, s]
  },
  sqlplus: () => {
    const s = rnd(an, 12)
    return [`sqlplus app/${s}@db`, s]
  },
  'url mysql jdbc': () => {
    const s = rnd(an, 12)
    return [`jdbc:mysql://app:${s}@db/x`, s]
  },
  'url signed path': () => {
    const s = rnd(an, 40)
    return [`https://x/y?Signature=${s}&Key-Pair-Id=K`, s]
  },
  'url token fragment': () => {
    const s = rnd(an, 40)
    return [`https://x/cb#access_token=${s}&token_type=bearer`, s]
  },
  'url id_token': () => {
    const s = rnd(an, 40)
    return [`https://x/cb#id_token=${s}`, s]
  },
  'url client_assertion': () => {
    const s = rnd(an, 40)
    return [`client_assertion=${s}&client_assertion_type=x`, s]
  },
  'url refresh': () => {
    const s = rnd(an, 40)
    return [`grant_type=refresh_token&refresh_token=${s}`, s]
  },
  'url code_verifier': () => {
    const s = rnd(an, 43)
    return [`code_verifier=${s}`, s]
  },
  'url subscription-key': () => {
    const s = rnd(hex, 32)
    return [`GET /x?subscription-key=${s}`, s]
  },
  'header subscription': () => {
    const s = rnd(hex, 32)
    return [`Ocp-Apim-Subscription-Key: ${s}`, s]
  },
  'func code': () => {
    const s = rnd(an, 54) + '=='
    return [`https://f.azurewebsites.net/api/x?code=${s}`, nopad(s)]
  },
  'x-functions-key': () => {
    const s = rnd(an, 54)
    return [`x-functions-key: ${s}`, s]
  },
  toml: () => {
    const s = pwd()
    return [`[database]\npassword = '${s}'`, s]
  },
  'toml inline': () => {
    const s = pwd()
    return [`db = { user = "a", password = "${s}" }`, s]
  },
  'ini colon': () => {
    const s = pwd()
    return [`[db]\npassword: ${s}`, s]
  },
  properties: () => {
    const s = pwd()
    return [`jdbc.password ${s}`, s]
  },
  'yaml quoted': () => {
    const s = pwd()
    return [`db:\n  password: "${s}"\n`, s]
  },
  'yaml block': () => {
    const s = pwd()
    return [`password: |-\n  ${s}\nuser: x`, s]
  },
  'yaml folded': () => {
    const s = pwd()
    return [`password: >\n  ${s}\n`, s]
  },
  'yaml list env': () => {
    const s = pwd()
    return [`- name: DB_PASSWORD\n  value: ${s}\n`, s]
  },
  'yaml anchor': () => {
    const s = pwd()
    return [`password: &pw ${s}`, s]
  },
  'yaml tag': () => {
    const s = pwd()
    return [`password: !!str ${s}`, s]
  },
  'json pretty': () => {
    const s = pwd()
    return [`{\n  "db": {\n    "password" : "${s}"\n  }\n}`, s]
  },
  'json number pw': () => {
    const s = rnd('123456789', 12)
    return [`{"password":${s}}`, s]
  },
  'json value first': () => {
    const s = pwd()
    return [`{"value":"${s}","name":"DB_PASSWORD"}`, s]
  },
  'json key/value': () => {
    const s = pwd()
    return [`{"key":"DB_PASSWORD","value":"${s}"}`, s]
  },
  'ecs env': () => {
    const s = pwd()
    return [`[{"Name":"DB_PASSWORD","Value":"${s}"}]`, s]
  },
  'xml key value': () => {
    const s = pwd()
    return [`<entry key="db.password">${s}</entry>`, s]
  },
  'xml prop': () => {
    const s = pwd()
    return [`<property name="password" value="${s}"/>`, s]
  },
  'xml cdata': () => {
    const s = pwd()
    return [`<password><![CDATA[${s}]]></password>`, s]
  },
  plist: () => {
    const s = pwd()
    return [`<key>Password</key><string>${s}</string>`, s]
  },
  'env powershell': () => {
    const s = pwd()
    return [`$env:DB_PASSWORD = "${s}"`, s]
  },
  'env setx': () => {
    const s = pwd()
    return [`setx DB_PASSWORD ${s}`, s]
  },
  'env set cmd': () => {
    const s = pwd()
    return [`set DB_PASSWORD=${s}`, s]
  },
  'env docker -e': () => {
    const s = pwd()
    return [`docker run -e DB_PASSWORD=${s} x`, s]
  },
  'env docker quoted': () => {
    const s = pwd()
    return [`docker run -e "DB_PASSWORD=${s}" x`, s]
  },
  'dockerfile ENV': () => {
    const s = pwd()
    return [`ENV DB_PASSWORD ${s}`, s]
  },
  'dockerfile ARG': () => {
    const s = pwd()
    return [`--build-arg NPM_TOKEN=${s}`, s]
  },
  'fish set': () => {
    const s = pwd()
    return [`set -x DB_PASSWORD ${s}`, s]
  },
  'csh setenv': () => {
    const s = pwd()
    return [`setenv DB_PASSWORD ${s}`, s]
  },
  'declare -x': () => {
    const s = pwd()
    return [`declare -x DB_PASSWORD="${s}"`, s]
  },
  'terraform tfvars': () => {
    const s = pwd()
    return [`db_password = "${s}"`, s]
  },
  ansible: () => {
    const s = pwd()
    return [`ansible_become_pass: ${s}`, s]
  },
  'ansible ssh': () => {
    const s = pwd()
    return [`host1 ansible_ssh_pass=${s} ansible_user=x`, s]
  },
  'wifi psk': () => {
    const s = pwd()
    return [`psk="${s}"`, s]
  },
  'ipsec psk': () => {
    const s = pwd()
    return [`: PSK "${s}"`, s]
  },
  snmp: () => {
    const s = pwd()
    return [`snmpget -v3 -u a -A ${s} -X ${s} host`, s]
  },
  'erlang cookie': () => {
    const s = rnd(up, 20)
    return [`RABBITMQ_ERLANG_COOKIE=${s}`, s]
  },
  'erl -setcookie': () => {
    const s = rnd(up, 20)
    return [`erl -setcookie ${s}`, s]
  },
  rabbitmqctl: () => {
    const s = pwd()
    return [`rabbitmqctl add_user app ${s}`, s]
  },
  'kafka-configs': () => {
    const s = pwd()
    return [`--add-config 'SCRAM-SHA-512=[password=${s}]'`, s]
  },
  'sasl scram': () => {
    const s = pwd()
    return [`ScramLoginModule required username="a" password="${s}";`, s]
  },
  django: () => {
    const s = rnd(an + '!@#', 50)
    return [`SECRET_KEY = '${s}'`, s]
  },
  'rails master': () => {
    const s = rnd(hex, 32)
    return [`RAILS_MASTER_KEY=${s}`, s]
  },
  laravel: () => {
    const s = rnd(b64, 43) + '='
    return [`APP_KEY=base64:${s}`, nopad(s)]
  },
  wordpress: () => {
    const s = rnd(an, 40)
    return [`define('AUTH_KEY', '${s}');`, s]
  },
  'wp db': () => {
    const s = pwd()
    return [`define( 'DB_PASSWORD', '${s}' );`, s]
  },
  flask: () => {
    const s = rnd(hex, 48)
    return [`app.secret_key = "${s}"`, s]
  },
  'js object': () => {
    const s = pwd()
    return [`{ user: 'a', password: '${s}' }`, s]
  },
  'js assign': () => {
    const s = pwd()
    return [`process.env.DB_PASSWORD = '${s}'`, s]
  },
  'python kw': () => {
    const s = pwd()
    return [`psycopg2.connect(host='db', password='${s}')`, s]
  },
  'rust debug': () => {
    const s = pwd()
    return [`Config { user: "a", password: "${s}" }`, s]
  },
  'rust some': () => {
    const s = pwd()
    return [`Config { password: Some("${s}") }`, s]
  },
  'scala Some': () => {
    const s = pwd()
    return [`Config(user, Some(password=${s}))`, s]
  },
  elixir: () => {
    const s = pwd()
    return [`%{password: "${s}", user: "a"}`, s]
  },
  kotlin: () => {
    const s = pwd()
    return [`Db(user=a, password=${s})`, s]
  },
  clojure: () => {
    const s = pwd()
    return [`{:user "a" :password "${s}"}`, s]
  },
  lua: () => {
    const s = pwd()
    return [`password = [[${s}]]`, s]
  },
  perl: () => {
    const s = pwd()
    return [`$password = '${s}';`, s]
  },
  'go backtick': () => {
    const s = pwd()
    return ['password: `' + s + '`', s]
  },
  mnemonic: () => {
    const s = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
    return [`mnemonic: ${s}`, 'wave sausage worth']
  },
  'mnemonic quoted': () => {
    const s = 'abandon ability able about above absent absorb abstract absurd abuse access accident'
    return [`MNEMONIC="${s}"`, 'about above absent']
  },
  'words pass': () => {
    return [`password: correct horse battery staple`, 'horse battery staple']
  },
  'update sql': () => {
    const s = pwd()
    return [`UPDATE users SET password='${s}' WHERE id=1`, s]
  },
  'sql create login': () => {
    const s = pwd()
    return [`CREATE LOGIN app WITH PASSWORD = N'${s}'`, s]
  },
  'sql encrypted': () => {
    const s = pwd()
    return [`CREATE ROLE a LOGIN ENCRYPTED PASSWORD '${s}'`, s]
  },
  'sql set password': () => {
    const s = pwd()
    return [`SET PASSWORD FOR 'a'@'%' = PASSWORD('${s}')`, s]
  },
  graphql: () => {
    const s = pwd()
    return [`mutation { login(user: "a", password: "${s}") { token } }`, s]
  },
  'said pw': () => {
    const s = pwd()
    return [`pw: ${s}`, s]
  },
  'said pwd is': () => {
    const s = pwd()
    return [`the pwd is ${s}`, s]
  },
  'said key is': () => {
    const s = rnd(an, 32)
    return [`API key is ${s}`, s]
  },
  'said token is': () => {
    const s = rnd(an, 24)
    return [`my token is ${s}`, s]
  },
  'said changed to': () => {
    const s = pwd()
    return [`password changed to ${s}`, s]
  },
  'said from to': () => {
    const s = pwd()
    return [`rotated password from ${pwd()} to ${s}`, s]
  },
  italian: () => {
    const s = pwd()
    return [`la password è ${s}`, s]
  },
  polish: () => {
    const s = pwd()
    return [`hasło: ${s}`, s]
  },
  russian: () => {
    const s = pwd()
    return [`пароль: ${s}`, s]
  },
  dutch: () => {
    const s = pwd()
    return [`wachtwoord: ${s}`, s]
  },
  portuguese: () => {
    const s = pwd()
    return [`senha: ${s}`, s]
  },
  japanese: () => {
    const s = pwd()
    return [`パスワード: ${s}`, s]
  },
  turkish: () => {
    const s = pwd()
    return [`parola: ${s}`, s]
  },
  swedish: () => {
    const s = pwd()
    return [`lösenord: ${s}`, s]
  },
  'german kennwort': () => {
    const s = pwd()
    return [`Kennwort=${s}`, s]
  },
  'slack xapp': () => {
    const s = 'xapp-1-A0B-123-' + rnd(hex, 64)
    return [`t ${s}`, s]
  },
  'gitlab runner': () => {
    const s = 'glrt-' + rnd(an, 20)
    return [`t ${s}`, s]
  },
  'gitlab deploy': () => {
    const s = 'gldt-' + rnd(an, 20)
    return [`t ${s}`, s]
  },
  'github app': () => {
    const s = 'ghs_' + rnd(an, 36)
    return [`t ${s}`, s]
  },
  'github refresh': () => {
    const s = 'ghr_' + rnd(an, 36)
    return [`t ${s}`, s]
  },
  atlassian: () => {
    const s = 'ATATT3xFfGF0' + rnd(an, 60)
    return [`t ${s}`, s]
  },
  'atlassian bb': () => {
    const s = 'ATBB' + rnd(an, 32)
    return [`t ${s}`, s]
  },
  'docker pat': () => {
    const s = 'dckr_pat_' + rnd(an, 27)
    return [`t ${s}`, s]
  },
  hf: () => {
    const s = 'hf_' + rnd(an, 34)
    return [`t ${s}`, s]
  },
  pulumi: () => {
    const s = 'pul-' + rnd(hex, 40)
    return [`t ${s}`, s]
  },
  'terraform cloud': () => {
    const s = rnd(an, 14) + '.atlasv1.' + rnd(an, 60)
    return [`t ${s}`, s]
  },
  doppler: () => {
    const s = 'dp.pt.' + rnd(an, 43)
    return [`t ${s}`, s]
  },
  planetscale: () => {
    const s = 'pscale_pw_' + rnd(an, 43)
    return [`t ${s}`, s]
  },
  supabase: () => {
    const s = 'sbp_' + rnd(hex, 40)
    return [`t ${s}`, s]
  },
  notion: () => {
    const s = 'secret_' + rnd(an, 43)
    return [`t ${s}`, s]
  },
  airtable: () => {
    const s = 'pat' + rnd(an, 14) + '.' + rnd(hex, 64)
    return [`t ${s}`, s]
  },
  figma: () => {
    const s = 'figd_' + rnd(an, 40)
    return [`t ${s}`, s]
  },
  postman: () => {
    const s = 'PMAK-' + rnd(hex, 24) + '-' + rnd(hex, 34)
    return [`t ${s}`, s]
  },
  sentry: () => {
    const s = 'sntrys_' + rnd(an, 80)
    return [`t ${s}`, s]
  },
  datadog: () => {
    const s = rnd(hex, 32)
    return [`DD_API_KEY=${s}`, s]
  },
  'datadog hdr': () => {
    const s = rnd(hex, 32)
    return [`DD-API-KEY: ${s}`, s]
  },
  pagerduty: () => {
    const s = rnd(an, 20)
    return [`Authorization: Token token=${s}`, s]
  },
  'pd routing': () => {
    const s = rnd(hex, 32)
    return [`routing_key: ${s}`, s]
  },
  opsgenie: () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`Authorization: GenieKey ${s}`, s]
  },
  heroku: () => {
    const s = 'HRKU-' + rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`t ${s}`, s]
  },
  fly: () => {
    const s = 'fo1_' + rnd(an, 43)
    return [`t ${s}`, s]
  },
  tailscale: () => {
    const s = 'tskey-auth-' + rnd(an, 16) + '-' + rnd(an, 32)
    return [`t ${s}`, s]
  },
  cloudflare: () => {
    const s = rnd(an, 40)
    return [`CF_API_TOKEN=${s}`, s]
  },
  scw: () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`SCW_SECRET_KEY=${s}`, s]
  },
  alicloud: () => {
    const s = rnd(an, 30)
    return [`LTAI${rnd(an, 20)} / ${s}`, s]
  },
  'ali secret': () => {
    const s = rnd(an, 30)
    return [`AccessKeySecret=${s}`, s]
  },
  tencent: () => {
    const s = rnd(an, 32)
    return [`secretId=AKID${rnd(an, 32)} secretKey=${s}`, s]
  },
  'ibm apikey': () => {
    const s = rnd(an + '-_', 44)
    return [`ibmcloud login --apikey ${s}`, s]
  },
  'oci passphrase': () => {
    const s = pwd()
    return [`pass_phrase=${s}`, s]
  },
  square: () => {
    const s = 'EAAA' + rnd(an, 60)
    return [`sq0csp-${s}`, s]
  },
  paypal: () => {
    const s = 'access_token$production$' + rnd(an, 16) + '$' + rnd(hex, 32)
    return [`t ${s}`, s.slice(-32)]
  },
  mapbox: () => {
    const s = 'sk.eyJ1Ijoi' + rnd(an, 40) + '.' + rnd(an, 22)
    return [`t ${s}`, s.slice(-22)]
  },
  fcm: () => {
    const s = 'AAAA' + rnd(an, 7) + ':APA91b' + rnd(an, 134)
    return [`t ${s}`, s.slice(-100)]
  },
  'twilio auth': () => {
    const s = rnd(hex, 32)
    return [`TWILIO_AUTH_TOKEN=${s}`, s]
  },
  mailchimp: () => {
    const s = rnd(hex, 32) + '-us12'
    return [`t ${s}`, s]
  },
  'telegram bare': () => {
    const s = rnd(an, 35)
    return [`t 123456789:AA${s.slice(2)}`, s.slice(2)]
  },
  facebook: () => {
    const s = 'EAACEdEose0cBA' + rnd(an, 80)
    return [`t ${s}`, s]
  },
  linkedin: () => {
    const s = rnd(an, 16)
    return [`client_secret=${s}`, s]
  },
  twitter: () => {
    const s = 'AAAAAAAAAAAAAAAAAAAAA' + rnd(an, 80)
    return [`t ${s}`, s]
  },
  artifactory: () => {
    const s = 'AKCp' + rnd(an, 69)
    return [`t ${s}`, s]
  },
  'artifactory ref': () => {
    const s = 'cmVmdGtu' + rnd(an, 56)
    return [`t ${s}`, s]
  },
  nexus: () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`X-NuGet-ApiKey: ${s}`, s]
  },
  'nuget key': () => {
    const s = 'oy2' + rnd('abcdefghijklmnop0123456789', 43)
    return [`t ${s}`, s]
  },
  sonar: () => {
    const s = 'sqp_' + rnd(hex, 40)
    return [`t ${s}`, s]
  },
  circleci: () => {
    const s = 'CCIPAT_' + rnd(an, 22) + '_' + rnd(hex, 40)
    return [`t ${s}`, s]
  },
  buildkite: () => {
    const s = 'bkua_' + rnd(hex, 40)
    return [`t ${s}`, s]
  },
  launchdarkly: () => {
    const s = 'sdk-' + rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`t ${s}`, s]
  },
  confluent: () => {
    const s = rnd(b64, 64)
    return [`confluent api-key store KEYABC ${s}`, s]
  },
  'elastic apikey': () => {
    const s = B(rnd(an, 20) + ':' + rnd(an, 22))
    return [`Authorization: ApiKey ${s}`, nopad(s)]
  },
  splunk: () => {
    const s = rnd(hex, 8) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 4) + '-' + rnd(hex, 12)
    return [`Authorization: Splunk ${s}`, s]
  },
  honeycomb: () => {
    const s = 'hcaik_' + rnd(an, 58)
    return [`x-honeycomb-team: ${s}`, s]
  },
  'azure devops': () => {
    const s = rnd('abcdefghijklmnopqrstuvwxyz234567', 52)
    return [`AZURE_DEVOPS_EXT_PAT=${s}`, s]
  },
  'rsc ssh priv raw': () => {
    const s = 'b3BlbnNzaC1rZXktdjEAAAAA' + rnd(b64, 64)
    return [s, s.slice(30)]
  },
  'asn1 raw': () => {
    const s = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC' + rnd(b64, 400)
    return [`key ${s}`, s.slice(40, 300)]
  },
  ethereum: () => {
    const s = rnd(hex, 64)
    return [`private key 0x${s}`, s]
  },
  'x509 csr pw': () => {
    const s = pwd()
    return [`challengePassword = ${s}`, s]
  },
  odbc: () => {
    const s = pwd()
    return [`DRIVER={PostgreSQL};UID=a;PWD=${s}`, s]
  },
  'odbc braces': () => {
    const s = pwd()
    return [`UID=a;PWD={${s}};`, s]
  },
  'snowflake cfg': () => {
    const s = pwd()
    return [`private_key_passphrase = ${s}`, s]
  },
  'unfamiliar env': () => {
    const s = rnd(an, 24)
    return [`kubectl set env deploy/x FOO_BAR=${s}`, s]
  },
  'unfamiliar helm set': () => {
    const s = rnd(an, 24)
    return [`helm upgrade x --set foo.bar=${s}`, s]
  }
}
