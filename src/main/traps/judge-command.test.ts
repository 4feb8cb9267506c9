import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeCommand, type CommandJudgement } from './index.ts'
import { badBefore, canary, canaryService, plainService } from './testing/service-facts.ts'

const skip = (value: string) =>
  `kubectl patch canary checkout -n shop --type=json -p='[{"op": "replace", "path": "/spec/skipAnalysis", "value": ${value}}]'`
const weights = (...to: readonly (readonly [number, number])[]) =>
  `kubectl patch vs checkout -n shop --type json -p '${JSON.stringify(
    to.map(([route, value]) => ({ op: 'replace', path: `/spec/http/0/route/${route}/weight`, value }))
  )}'`

const harmless: readonly string[] = [
  // Reads.
  'kubectl get pods',
  'kubectl get pods -n production',
  'kubectl get pods -n shop -l app=checkout -o wide',
  'kubectl get deploy/checkout -o yaml',
  'kubectl get deployments.apps checkout -n shop -ojson',
  'kubectl get canary product-service -n production',
  'kubectl get canary -A --watch',
  'kubectl describe canary product-service -n production',
  'kubectl get canary checkout -n shop -o jsonpath={.status.phase}',
  'kubectl get virtualservice product-service -n production -o yaml | grep weight',
  'kubectl logs -n istio-system -l app=istiod --tail=200',
  'kubectl logs deployment/checkout -n shop --previous',
  'kubectl logs -f -p checkout-1 -c app',
  'kubectl logs -n production deployment/product-service-primary --previous',
  'kubectl -n shop logs -l app=checkout --since=2m --tail=-1 --prefix | grep -i error',
  'kubectl top pods -n production',
  'kubectl rollout status deployment/checkout -n shop --timeout=10m',
  'kubectl rollout history deployment/checkout -n shop',
  'kubectl rollout history deployment/checkout -n shop --revision=2',
  'kubectl --context prod -n shop get events --sort-by=.lastTimestamp',
  'kubectl auth can-i patch deployments -n shop',
  'kubectl config view --minify --raw',
  'kubectl version --client',
  'kubectl wait --for=condition=available deployment/checkout --timeout 60s',
  'kubectl get --raw /readyz',
  'kubectl get --raw "/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query?query=up"',
  'kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes',
  'kubectl diff -f checkout.yaml',
  'kubectl explain canary.spec.skipAnalysis',
  'kubectl get pods -l "app in (checkout, cart)"',
  'kubectl get pods -l app!=cart -n shop',
  'kubectl get svc -l app=other -n shop',
  'kubectl get pods -n other -l app=other',
  'kubectl',
  'kubectl rollout',
  'kubectl delete canary checkout --help',
  // Dry runs.
  'kubectl delete canary checkout --dry-run=server',
  'kubectl delete canary checkout -n shop --dry-run=client -o yaml',
  'kubectl rollout undo deployment/checkout --dry-run=server',
  `${skip('true')} --dry-run=server`,
  'kubectl apply -f x.yaml --dry-run=server',
  'kubectl -n shop scale deployment checkout --replicas=0 --dry-run=client',
  'kubectl set image deployment/checkout app=shop/checkout:2 --dry-run=client -o yaml',
  // Changes that are right.
  'kubectl rollout undo deployment/checkout -n shop --to-revision=3',
  skip('false'),
  `kubectl patch canary checkout --type=json -p '[{"op":"remove","path":"/spec/skipAnalysis"}]'`,
  `kubectl patch canary checkout --type=json -p '[{"op":"test","path":"/spec/skipAnalysis","value":true},{"op":"add","path":"/spec/suspend","value":true}]'`,
  `kubectl patch canary checkout --type=merge -p '{"spec":{"skipAnalysis":false}}'`,
  `kubectl patch canary checkout --type=merge -p '{"spec":{"suspend":true}}'`,
  `kubectl patch canary checkout --subresource=status --type=merge -p '{"status":{"failedChecks":5}}'`,
  `kubectl patch canary checkout --type=merge -p '{"metadata":{"annotations":{"skipAnalysis":"true"}}}'`,
  weights([0, 100], [1, 0]),
  weights([0, 0], [1, 100]),
  weights([0, 60], [1, 30], [2, 10]),
  `kubectl patch virtualservice checkout --type=merge -p '{"spec":{"http":[{"route":[{"destination":{"host":"a"},"weight":100},{"destination":{"host":"b"},"weight":0}]}]}}'`,
  `kubectl patch virtualservice checkout --type=json -p '[{"op":"replace","path":"/spec/http/0/route","value":[{"destination":{"host":"a"},"weight":100}]}]'`,
  'cat <<EOF\nkubectl delete canary checkout\nEOF\nkubectl get pods',
  "cat > notes.txt <<'EOF'\n$(kubectl delete canary checkout)\nEOF",
  'kubectl diff -f - <<EOF\nkind: Canary\nEOF',
  'kubectl apply -f - <<EOF\nkind: Canary\nmetadata:\n  name: checkout\nspec:\n  skipAnalysis: false\n---\nkind: VirtualService\nmetadata: {name: checkout}\nspec: {http: [{route: [{destination: {host: a}, weight: 100}, {destination: {host: b}, weight: 0}]}]}\nEOF',
  'grep checkout <<< "kubectl delete canary"',
  'kubectl --context prod -n shop get pods; kubectl --context staging get canary',
  'kubectl argo rollouts get rollout checkout',
  // Words that are no commands.
  'echo kubectl rollout undo deployment/checkout; kubectl get pods',
  "echo 'kubectl delete canary checkout' && kubectl get canary",
  'echo "Rolling back $deployment"',
  '# kubectl delete canary checkout',
  'kubectl get pods # then kubectl delete canary checkout',
  'grep -r skipAnalysis .',
  'printf "%s\\n" "kubectl edit deployment checkout"',
  'kubectl get pods | grep "rollout undo"',
  'kubectl logs deploy/checkout | grep "delete canary" > /tmp/log 2>&1',
  '',
  '   ',
  // Around them.
  'watch -n 2 kubectl get pods -n shop',
  'watch kubectl get canary',
  'sudo kubectl get nodes',
  'timeout 10 kubectl rollout status deployment/checkout',
  'env KUBECONFIG=/tmp/k kubectl get pods',
  'KUBECONFIG=/tmp/k kubectl get pods',
  'NS=shop; kubectl get pods -n $NS',
  '$ kubectl get pods',
  "sh -c 'kubectl get pods | wc -l'",
  'if kubectl get canary checkout; then echo yes; else echo no; fi',
  'while true; do kubectl get pods; sleep 5; done',
  'kubectl get pods -n "$NAMESPACE" -o name',
  'for p in $(kubectl get pods -o name); do kubectl logs $p; done',
  'kubectl get pods -o name | xargs -n1 kubectl describe',
  'kubectl get pods \\\n  -n shop \\\n  -l app=checkout',
  'az network traffic-manager endpoint list -g rg --profile-name tm',
  'az network traffic-manager endpoint update -g rg --profile-name tm -n secondary --type azureEndpoints --endpoint-status Enabled',
  'az cosmosdb show -g rg -n db',
  'helm history checkout -n shop',
  'flux get kustomizations -A',
  'argocd app diff shop',
  'istioctl proxy-status',
  'nslookup db.shop.example',
  'dig +short @192.0.2.53 shop.example MX',
  'curl -s http://localhost:9090/metrics'
]

const trapped: readonly (readonly [command: string, verdict: string, rule: string])[] = [
  ['k delete canary checkout', 'refused', 'T2'],
  ['kubectl rollout restart deployment/checkout -n shop', 'warned', 'restart'],
  [skip('true'), 'refused', 'T1'],
  [`kubectl patch canaries.flagger.app checkout --type=merge -p '{"spec":{"skipAnalysis":true}}'`, 'refused', 'T1'],
  [`kubectl patch canary/checkout --type merge --patch '{"spec": {"skipAnalysis": true}}'`, 'refused', 'T1'],
  [`kubectl patch canary checkout -p 'spec: {skipAnalysis: true}' --type=merge`, 'refused', 'T1'],
  [`kubectl patch Canary checkout --type=merge -p 'spec: {skipAnalysis: yes}'`, 'refused', 'T1'],
  [
    `kubectl patch canary checkout --type=json -p '[{"op":"add","path":"/spec","value":{"skipAnalysis":true}}]'`,
    'refused',
    'T1'
  ],
  [
    `kubectl patch canary <name> -n production --type=json \\\n  -p='[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'`,
    'refused',
    'T1'
  ],
  [`kubectl get pods; ${skip('true')}`, 'refused', 'T1'],
  [`${skip('true')} --dry-run=none`, 'refused', 'T1'],
  ['nslookup istio-aks.trafficmanager.net', 'warned', 'T8'],
  ['dig CNAME shop.trafficmanager.cn +short', 'warned', 'T8'],
  ['host -t CNAME shop.usgovtrafficmanager.net 192.0.2.53', 'warned', 'T8'],
  ['kubectl delete canary checkout', 'refused', 'T2'],
  ['kubectl delete canary product-service -n production', 'refused', 'T2'],
  ['kubectl -n shop delete canaries --all', 'refused', 'T2'],
  ['kubectl delete canary/checkout --cascade=foreground', 'refused', 'T2'],
  ['kubectl delete canary.flagger.app checkout --cascade', 'refused', 'T2'],
  ['kubectl delete canary checkout --cascade=orphan', 'warned', 'T2'],
  ['kubectl delete all --all -n shop', 'refused', 'T2'],
  ['kubectl delete namespace shop', 'refused', 'T2'],
  ['kubectl delete ns/shop', 'refused', 'T2'],
  ['kubectl delete crd canaries.flagger.app', 'refused', 'T2'],
  ['kubectl patch canary checkout --type=merge -p {"spec":{"skipAnalysis":true}}', 'refused', 'T1'],
  ['cd /tmp && kubectl delete canary checkout', 'refused', 'T2'],
  ["sh -c 'kubectl delete canary checkout'", 'refused', 'T2'],
  ['sudo kubectl delete canary checkout', 'refused', 'T2'],
  ['echo $(kubectl delete canary checkout)', 'refused', 'T2'],
  ['true || kubectl delete canary checkout', 'refused', 'T2'],
  ["echo 'kubectl delete canary checkout' | sh", 'refused', 'T2'],
  ["bash <<'EOF'\nkubectl get pods\nkubectl delete canary checkout\nEOF", 'refused', 'T2'],
  ['cat <<EOF | kubectl delete -f -\nkind: Canary\nmetadata: {name: checkout}\nEOF', 'refused', 'T2'],
  [
    'kubectl apply -f - <<-EOF\n\tapiVersion: flagger.app/v1beta1\n\tkind: Canary\n\tmetadata: {name: checkout, namespace: shop}\n\tspec: {skipAnalysis: true}\n\tEOF\necho done',
    'refused',
    'T1'
  ],
  [
    "echo 'kind: List\nitems: [{kind: Canary, metadata: {name: checkout}, spec: {skipAnalysis: yes}}]' | sudo kubectl replace -f -",
    'refused',
    'T1'
  ],
  [
    'kubectl apply -f - <<< \'{"kind":"VirtualService","metadata":{"name":"checkout"},"spec":{"http":[{"route":[{"weight":100},{"weight":50}]}]}}\'',
    'warned',
    'T5'
  ],
  ['C=checkout; kubectl delete canary "$C"', 'refused', 'T2'],
  ['for d in $(kubectl get deploy -o name); do kubectl rollout undo $d; done', 'refused', 'T4'],
  [
    'for deployment in $(kubectl get deployments -n production -o name); do\n  echo "Rolling back $deployment"\n  kubectl rollout undo $deployment -n production\ndone',
    'refused',
    'T4'
  ],
  ['kubectl get deploy -o name | xargs kubectl rollout undo', 'refused', 'T4'],
  ['kubectl get deploy -o name | xargs -n1 -I{} kubectl rollout undo {} -n shop', 'refused', 'T4'],
  ['kubectl get deploy -o name | while read d; do kubectl rollout undo "$d"; done', 'refused', 'T4'],
  ['kubectl rollout undo deployments -n shop', 'refused', 'T4'],
  ['kubectl rollout undo deployment -l tier=web', 'refused', 'T4'],
  ['D=$(kubectl get deploy -o name)\nfor d in $D; do kubectl rollout undo $d; done', 'refused', 'T4'],
  [weights([0, 100]), 'refused', 'T5'],
  [
    `kubectl patch virtualservice <name> -n production --type=json -p='[{"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100}]'`,
    'refused',
    'T5'
  ],
  [weights([0, 100], [1, 50]), 'warned', 'T5'],
  [
    `kubectl patch vs checkout --type=json -p '[{"op":"replace","path":"/spec/tcp/0/route/1/weight","value":0}]'`,
    'refused',
    'T5'
  ],
  ['kubectl argo rollouts undo checkout', 'refused', 'T17'],
  ['kubectl argo rollouts retry rollout checkout', 'refused', 'T17'],
  ['kubectl logs -l app=checkout-primary --tail=100', 'warned', 'T8'],
  ['kubectl get pods --selector app=product-service', 'warned', 'T8'],
  ['kubectl get pods -A -l "app notin (checkout)"', 'warned', 'T8'],
  ['kubectl get --raw /metrics | grep checkout', 'warned', 'T8'],
  ["kubectl get --raw='/metrics'", 'warned', 'T8'],
  ['kubectl -n shop edit deployment checkout', 'warned', 'T12'],
  ['kubectl edit virtualservice product-service -n production', 'warned', 'T12'],
  [`kubectl get canary checkout -o jsonpath='{.status.conditions[?(@.type=="Promoted")].message}'`, 'warned', 'T13'],
  [
    'az network traffic-manager endpoint update --resource-group rg --profile-name tm --name primary --endpoint-status Disabled',
    'warned',
    'T6'
  ],
  [
    'az network traffic-manager endpoint update -g rg --profile-name tm -n primary -t azureEndpoints --endpoint-status Disabled',
    'warned',
    'T6'
  ],
  ['az cosmosdb failover-priority-change -g rg -n db --failover-policies "West US 2=0" "East US 2=1"', 'warned', 'T7']
]

const notUnderstood: readonly string[] = [
  // About another service, of which nothing is known here.
  'kubectl rollout undo deployment/cart --to-revision=3',
  'kubectl rollout undo deployment/checkout deployment/cart -n shop --to-revision=3',
  'for d in checkout cart; do kubectl rollout undo deployment/$d --to-revision=3; done',
  'kubectl rollout undo statefulset/checkout --to-revision=3',
  'kubectl scale deployment/checkout --replicas=0 -n other',
  'kubectl argo rollouts undo checkout --to-revision=3',
  "kubectl delete canary 'checkout",
  'kubectl delete canary "$(echo checkout"',
  'kubectl $VERB canary checkout',
  'kubectl delete canary checkout $FLAGS',
  'kubectl rollout undo $DEPLOYMENT',
  'kubectl rollout undo deployment/$NAME',
  'kubectl rollout undo deployment/<name> -n production',
  'kubectl delete -f canary.yaml',
  'kubectl delete -f "$FILE" canary checkout',
  'kubectl apply -f release.yaml',
  'kubectl create -f - ',
  'kubectl scale deployment checkout',
  'kubectl patch canary checkout --type=merge -p {"spec":{"suspend":true}}',
  'kubectl delete pod checkout-7d9f8b6c5d-x2x9z -n shop',
  'kubectl exec checkout-1 -- rm -rf /data --dry-run=client',
  'kubectl patch deployment checkout -p \'{"spec":{"paused":true}}\'',
  'kubectl patch canary checkout --type=json --patch-file p.json',
  'kubectl patch canary checkout --type=json -p "$PATCH"',
  "kubectl patch canary checkout --type=json -p '[{'",
  'kubectl patch canary checkout --type=yaml -p \'{"spec":{"skipAnalysis":true}}\'',
  'kubectl rollout restart deployment -n shop',
  'argocd app set shop --sync-policy automated',
  'argocd app set shop --sync-policy none --helm-set image.tag=2',
  'kubectl get pods --brand-new-flag',
  'kubectl delete canary checkout --brand-new-flag=1',
  'kubectl frobnicate canary checkout',
  'kubectl\u00a0get pods',
  'kubectl get pods \u001b[2J',
  'kubectl get pods # \u202eexe',
  'kubectl get pods\u0000',
  'helm rollback checkout 3',
  'argocd app rollback shop',
  'terraform destroy',
  './rollback.sh',
  'bash rollback.sh',
  'bash -c "$SCRIPT"',
  'eval "kubectl delete canary checkout"',
  'kubectl get canary checkout -o yaml | kubectl delete -f -',
  'cat <<EOF | kubectl apply -f -\nkind: Canary\nEOF',
  'case $x in a) kubectl delete canary checkout;; esac',
  'undo() { kubectl delete canary checkout; }; undo',
  'curl -X POST http://localhost/hook',
  'curl -d status=1 http://localhost/hook',
  'awk \'BEGIN{system("kubectl delete canary checkout")}\'',
  'find . -exec kubectl delete canary checkout \\;',
  'ssh bastion kubectl delete canary checkout',
  'az cosmosdb delete -g rg -n db',
  'kubectl get pods; ./rollback.sh',
  '$CMD get pods',
  'kubectl {delete,get} canary checkout',
  'cat <<EOF | kubectl apply -f -\nkind: Deployment\nmetadata: {name: checkout}\nEOF',
  'cat <<EOF | kubectl apply -f -\nkind: Canary\nmetadata: {name: $NAME}\nEOF',
  'cat <<EOF | kubectl apply -f -\nkind: Canary\nmetadata: {name: $(kubectl delete canary checkout)}\nEOF',
  'cat <<EOF | sed s/a/b/ | kubectl apply -f -\nkind: Canary\nmetadata: {name: checkout}\nEOF',
  'cat <<EOF > x.yaml | kubectl apply -f -\nkind: Canary\nmetadata: {name: checkout}\nEOF',
  'cat <<EOF\nkubectl delete canary checkout',
  'cat <<',
  'kubectl --context staging rollout undo deploy/checkout --to-revision=3',
  'helm upgrade checkout ./chart',
  'flux delete kustomization apps',
  'argocd app delete shop',
  'istioctl install -y',
  'if kubectl get canary; then kubectl delete -k .; fi',
  '(kubectl get pods',
  'kubectl get pods )',
  'for d in a b; kubectl get pods',
  '('.repeat(5_000),
  '$('.repeat(5_000),
  'x'.repeat(100_000)
]

const rulesOf = ({ traps }: CommandJudgement) => traps.map(({ id }) => id.replace(/ .*$/, ''))

describe('a command', () => {
  it.each(harmless)('that hurts nobody is let pass: %s', (command) => {
    expect(judgeCommand(command, plainService)).toMatchObject({ verdict: 'noTrap', traps: [], notUnderstood: [] })
  })

  it.each(trapped)('that is a trap is named: %s', (command, verdict, rule) => {
    const judgement = judgeCommand(command, plainService)
    expect(judgement.verdict).toBe(verdict)
    expect(rulesOf(judgement)).toEqual([rule])
  })

  it.each(notUnderstood)('that could be anything is neither safe nor refused: %s', (command) => {
    const judgement = judgeCommand(command, plainService)
    expect(judgement.verdict).toBe('notUnderstood')
    expect(judgement.notUnderstood.every(({ why }) => why !== '')).toBe(true)
  })

  it.each([
    'kubectl get pods\rkubectl delete canary checkout',
    '$ kubectl get pods\r\n$ kubectl delete canary checkout'
  ])('ends where a terminal takes its end for enter: %j', (text) => {
    expect(rulesOf(judgeCommand(text, plainService))).toEqual(['T2'])
  })

  it('that restarts the target of a Canary says that Flagger takes it for a release', () => {
    const { verdict, traps } = judgeCommand('kubectl rollout restart deployment/checkout -n shop', canaryService)
    expect(verdict).toBe('warned')
    expect(traps.find(({ id }) => id === 'restart')?.text).toContain('Canary checkout is analysed anew')
  })

  it('that changes something is not called safe by what was read earlier', () => {
    const earlier = { ...plainService, isCurrent: false }
    const undo = 'kubectl rollout undo deployment/checkout -n shop --to-revision=3'
    expect(judgeCommand(undo, plainService).verdict).toBe('noTrap')
    expect(judgeCommand(undo, earlier).verdict).toBe('notUnderstood')
    expect(judgeCommand('kubectl get pods -n shop', earlier).verdict).toBe('noTrap')
    expect(judgeCommand('kubectl delete canary checkout', earlier).verdict).toBe('refused')
  })

  it('is judged as a whole: what is refused in it outweighs what was not understood', () => {
    const judgement = judgeCommand('./prepare.sh; kubectl delete canary checkout', plainService)
    expect(judgement.verdict).toBe('refused')
    expect(judgement.notUnderstood).toEqual([{ part: './prepare.sh', why: 'what prepare.sh does is not known here' }])
  })

  it('is judged for the service that it is about', () => {
    const undo = 'kubectl rollout undo deployment/checkout'
    expect(judgeCommand(undo, plainService).verdict).toBe('noTrap')
    expect(rulesOf(judgeCommand(undo, badBefore))).toEqual(['plainUndo'])
    expect(rulesOf(judgeCommand(`${undo} --to-revision=0 -n shop`, badBefore))).toEqual(['plainUndo'])
    expect(judgeCommand(`${undo} -n other`, badBefore).verdict).toBe('notUnderstood')
    expect(rulesOf(judgeCommand(`${undo} --to-revision=3`, badBefore))).toEqual(['badRevision'])
    expect(judgeCommand(`${undo} --to-revision=2`, badBefore).verdict).toBe('noTrap')
    expect(judgeCommand('kubectl rollout undo deployment/cart', badBefore).notUnderstood).toMatchObject([
      { why: 'it is about Deployment cart, and Deployment checkout is open here: open that one to have it judged' }
    ])
    expect(rulesOf(judgeCommand(undo, canaryService))).toEqual(['T3'])
    expect(rulesOf(judgeCommand('kubectl rollout undo deploy/checkout-primary', canaryService))).toEqual(['T3'])
    expect(judgeCommand('kubectl rollout undo deploy/cart', canaryService).verdict).toBe('notUnderstood')
  })

  it('that skips the analysis does nothing now while nothing is released', () => {
    const rest = { ...canaryService, canaries: [{ ...canary, status: { phase: 'Succeeded' } }] }
    expect(judgeCommand(skip('true'), rest).verdict).toBe('warned')
    const running = { ...canaryService, canaries: [{ ...canary, status: { phase: 'Progressing' } }] }
    expect(judgeCommand(skip('true'), running).verdict).toBe('refused')
  })

  it('that orphans is refused all the same where Flagger gives the traffic back to the new version', () => {
    const reverting = { ...canaryService, canaries: [{ ...canary, spec: { revertOnDeletion: true } }] }
    expect(judgeCommand('kubectl delete canary checkout --cascade=orphan', reverting).verdict).toBe('refused')
  })

  it('that looks at the canary of a service is no look at what serves', () => {
    const check = 'kubectl logs -n shop -l app=checkout --tail=100'
    expect(judgeCommand(check, plainService).verdict).toBe('noTrap')
    const [trap] = judgeCommand(check, canaryService).traps
    expect(trap?.lead).toBe("The check by app=checkout looks at the canary's pods, not at those that serve.")
  })
})

describe('quoting', () => {
  const commands = [...harmless, ...trapped.map(([command]) => command)]
    .filter((command) => /^(kubectl|az) [^'"$`\\;|<>&#{(!*]*$/.test(command))
    .map((command) => command.split(' '))
  const styles = [
    (word: string) => word,
    (word: string) => `'${word}'`,
    (word: string) => `"${word}"`,
    (word: string) => word.replaceAll(/./g, (char) => `\\${char}`),
    (word: string) => `${word.slice(0, 2)}''${word.slice(2)}`,
    (word: string) => `'${word.slice(0, 3)}'"${word.slice(3)}"`
  ] as const
  const gaps = [' ', '  ', '\t', ' \\\n ', '  \\\n'] as const
  const before = ['', ' ', 'true; ', 'true && ', "echo 'a; b' | ", '# a comment\n', '(', 'if true; then '] as const
  const after: Readonly<Record<string, string>> = { '(': ')', 'if true; then ': '; fi' }

  it('changes nothing about what a command is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...commands),
        fc.infiniteStream(fc.constantFrom(...styles)),
        fc.infiniteStream(fc.constantFrom(...gaps)),
        fc.constantFrom(...before),
        fc.constantFrom('', ' ', ' # done', '\n', '; echo done', ' | cat', ' 2>/dev/null'),
        (words, style, gap, front, behind) => {
          const quoted = words.reduce((line, word) => {
            const written = style.next().value(word)
            return line === '' ? written : `${line}${gap.next().value}${written}`
          }, '')
          const close = after[front] ?? ''
          const line = `${front}${quoted}${close === '' ? behind : close}`
          const plain = judgeCommand(words.join(' '), plainService)
          const judged = judgeCommand(line, plainService)
          expect(judged.verdict, line).toBe(plain.verdict)
          expect(judged.traps.map(({ id }) => id)).toEqual(plain.traps.map(({ id }) => id))
        }
      ),
      { numRuns: 500 }
    )
  })

  it('never makes the reading throw', () => {
    const piece = fc.constantFrom(
      ...`kubectl delete canary $( ) \` ' " \\ ; | & < > << # { } if then fi for in do done while -p --`.split(' '),
      '\n',
      ' '
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(() => judgeCommand(pieces.join(''), plainService)).not.toThrow()
        expect(() => judgeCommand(pieces.join(' '), plainService)).not.toThrow()
      }),
      { numRuns: 1_000 }
    )
  })
})
