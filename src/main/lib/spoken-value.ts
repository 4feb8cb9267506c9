import { wordsOf } from './words-of-name.ts'

/**
 * A value of words may be the name of an object, or the password that somebody made of words: `sunshine`, `CorrectHorse`,
 * `admin/letmein`. It is taken for a name where the variable says that it names something, or where all its words are such as
 * configurations are written with.
 */
const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Words at the end of a variable's name that say what its value is: `SERVICE_AUTH` names no service. */
const naming = list(
  `host hosts hostname service services svc server servers cluster namespace namespaces ns region regions zone zones location env
  environment stage tier mode level log format type kind class name names app apps application component module role roles
  team teams owner group groups user username db database databases schema schemas table tables collection bucket buckets
  queue queues topic topics exchange stream streams channel channels index prefix suffix path paths dir directory folder file
  filename url urls uri endpoint endpoints address addr addrs port ports protocol scheme driver dialect engine backend
  provider providers store storage cache broker brokers profile profiles feature features flag flags strategy policy
  version release revision tag tags image images registry repository repo branch language lang locale tz timezone encoding
  charset codec compression algorithm alg method methods verb action actions header headers field fields column columns
  selector label labels annotation node nodes pod container deployment job jobs task tasks worker workers pool network
  subnet interface device volume volumes mount claim resource resources unit units currency country color colour theme track
  lane variant ring shard replica partition consumer producer tenant project product brand vendor source target destination
  origin origins site domain domains realm issuer audience scope scopes plugin plugins extension extensions middleware
  handler router controller scheduler sampler exporter exporters propagators collector logger appender shell entrypoint
  id ids peer peers seeds member members cipher suite suites curve listener listen bind ingress gateway`
)
/** Of those, with `key`: what is looked up or sorted by. */
const keys = list(`sort sorting order primary foreign partition range row shard hash group label join lookup search`)

/** Words that configurations are written with. */
const usual = list(
  `info debug warn warning error errors trace fatal critical notice verbose quiet silent prod production stage staging dev devel
  develop development test testing tests qa uat local live canary stable preview sandbox demo default defaults blue green red
  primary secondary main master replica replicas leader follower standby json text plain yaml xml csv toml ini logfmt console
  stdout stderr syslog memory disk file files redis postgres postgresql mysql mariadb sqlite mongo mongodb kafka rabbitmq nats sqs
  sns gcs azure aws gcp google vault consul etcd elastic elasticsearch opensearch memcached http https grpc tcp udp tls mtls
  oidc oauth saml ldap basic bearer static dynamic strict lax auto always never random round robin least conn conns first
  last all any read write only rw ro public private internal external enabled disabled enable disable allow deny force prefer
  require required optional verify full none off on true false yes no active passive sync async batch stream single multi
  cluster clustered standalone sentinel node nodes web api app apps server service services worker workers job jobs backend
  frontend gateway proxy ingress mesh sidecar agent operator controller scheduler collector metrics tracing traces logs health
  healthz ready live ping status admin user users guest root system kube kubernetes docker container containers java python
  ruby golang spring django rails express nginx envoy istio linkerd flagger argo flux helm prometheus grafana otel otlp jaeger
  zipkin statsd datadog eu us ap ca sa af me east west north south northeast southeast northwest southwest central europe asia
  america rolling update recreate delete retain always if not present cluster ip load balancer parallel serial ordered
  exponential linear fixed constant adaptive gzip zstd snappy brotli lz utf ascii latin en de fr es it pt nl cs pl ja zh ko
  localhost usd eur gbp cart checkout order orders payment payments shop catalog inventory svc local com org net io cloud example`
)

/** Names behind which the name of a host stands. A word there is no host because of that: `DB_HOST=sunshine`. */
const placing = list(
  `host hosts hostname service services svc server servers endpoint endpoints address addr addrs url urls uri uris broker
  brokers peer peers seed seeds node nodes domain origin origins site listen bind proxy gateway ingress upstream registry
  backend destination target`
)
/** What hosts and Services are called after; one of them in a name of several words makes it that of something that runs. */
const serving = list(
  `db database sql postgres postgresql pg mysql mariadb mongo mongodb redis memcached cache kafka rabbitmq rabbit nats mq queue
  broker brokers zookeeper elastic elasticsearch opensearch solr vault consul etcd minio api apis app web www svc service services
  server servers backend frontend gateway proxy ingress router lb balancer worker workers job jobs scheduler controller operator
  agent collector exporter metrics prometheus grafana loki tempo jaeger zipkin otel statsd smtp mail ldap dns ntp nfs s3 sftp
  ftp ssh git registry auth oidc sso idp rotator primary secondary replica master leader follower reader writer`
)
/** Where the name of a host ends that is one of a cluster or of the world; two letters are a country. */
const ending = list(
  `svc local internal cluster localdomain lan corp intranet example test invalid localhost com net org io dev app cloud info biz`
)

const camel = /^[A-Z]?[a-z]{2,20}(?:[A-Z][a-z]{1,20})*\d{0,4}$/
const constant = /^[A-Z]{2,20}(?:_[A-Z\d]{1,20})*$/
const joined = /^[a-z][a-z0-9]*(?:[-._/][a-z0-9]+)*$/
/** Shorter ones open nothing. */
const leastLetters = 4

/** Whether a value is made of words alone, so that it may be one that somebody chose to remember. */
export function isSpoken(value: string): boolean {
  return value.split(',').some((item) => {
    const word = item.trim()
    return word.length >= leastLetters && (camel.test(word) || constant.test(word) || joined.test(word))
  })
}

/** Behind the word that says it. */
const qualifying = list('active default preferred override allowed list set in')

/** Whether a value of words is known to name something: by the name it stands behind, or by its words. */
export function isNaming(name: string, value: string): boolean {
  const words = wordsOf(name)
  const said = words.findLast((word) => !qualifying.has(word)) ?? ''
  // `FEATURE_ASYNC_WRITES` says at its beginning what it is.
  if (placing.has(said) && value.split(',').every((item) => isOfHost(item.trim()))) return true
  const isNamed = naming.has(said) && !placing.has(said)
  if (isNamed || isSortKey(words) || words[0] === 'feature') return true
  return wordsOf(value).every((word) => word.length < leastLetters || usual.has(word))
}

/** Whether words are known to be those of a host otherwise than by where they stand. */
function isOfHost(value: string): boolean {
  const labels = value.toLowerCase().split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length > 1 && (ending.has(last) || /^[a-z]{2}$/.test(last))) return true
  const words = wordsOf(value)
  return words.length > 1 && words.some((word) => serving.has(word))
}

function isSortKey(words: readonly string[]): boolean {
  return words.at(-1) === 'key' && keys.has(words.at(-2) ?? '')
}
