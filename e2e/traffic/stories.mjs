/**
 * @typedef {object} Story
 * @property {string} id of its file
 * @property {string} title
 * @property {string} look what is to be seen
 * @property {readonly string[]} figures as they are named in its file
 * @property {string} [since] what seconds are counted from; the approval when left out
 */

/** Figures of a lever that was pulled under users. */
const zero = ['lastBadMs', 'unanswered', 'proved']

const byWeights = 'A push of routes waits for a quiet moment between the others’ endpoints, 10 s at most.'
const byPods =
  'Each of its pods waits in line with those of the others: it is the cluster that takes so long, not the console.'

/** Levers with their titles and what is to be seen, as they were pulled beside a crowd. */
const inCrowd = {
  trafficDrain: ['Drain by weights', byWeights],
  canaryAbort: [
    'Abort the canary',
    'Users leave it, and are led back once where a check of Flagger is under way: it began before the rollback was armed, and begins its analysis anew. The next one rolls back.'
  ],
  canaryRestore: ['Restore after a bad promotion', byPods],
  deploymentRollback: ['Roll back a Deployment', byPods],
  configRestore: ['Restore a ConfigMap', byPods],
  manyServices: ['Roll back several services', byPods],
  heldRollback: ['Hold Flux, then roll back', byPods],
  rolloutAbort: ['Abort the run of a Rollout', byWeights]
}

/** @type {readonly Story[]} */
const crowd = Object.entries(inCrowd).map(([lever, [title, look]]) => ({
  id: `zero-${lever}-crowd`,
  title: `${title}, while 200 others change`,
  look: `200 other Deployments are released all at once, and again as soon as their pods are replaced. ${look}`,
  figures: ['lastBadMs', 'others', 'releasesPerSecond', 'unanswered']
}))

/**
 * What the page of docs/evidence/traffic tells of each measurement, in its order.
 *
 * @type {readonly Story[]}
 */
export const stories = [
  {
    id: 'zero-trafficDrain',
    title: 'Drain by weights',
    look: 'From the approval until the last request that the bad version answered. Most of it is the console’s way to the write, on a busy machine: below, under T15, the weights were there about as late.',
    figures: zero
  },
  {
    id: 'zero-canaryAbort',
    title: 'Abort the canary, with Flagger',
    look: 'The weights are moved first, so that users need not wait for Flagger’s next check.',
    figures: zero
  },
  {
    id: 'zero-deploymentRollback',
    title: 'Roll back a Deployment',
    look: 'As long as its pods take to be replaced; these get ready within a second.',
    figures: zero
  },
  {
    id: 'zero-rolloutAbort',
    title: 'Abort the run of a Rollout, with Argo Rollouts, and pin the undo',
    look: 'The weights go back at once; the undo to the stable revision keeps the next change from releasing it again.',
    figures: ['lastBadMs', 'phase', 'template', 'afterTheNextChange', 'unanswered', 'proved']
  },
  {
    id: 'zero-canaryRestore',
    title: 'Restore after a bad promotion, with Flagger',
    look: 'As long as the pods of the primary take to be replaced.',
    figures: zero
  },
  {
    id: 'zero-configRestore',
    title: 'Restore a ConfigMap, and restart who reads it',
    look: 'As long as the pods take to be replaced: they read it as they start.',
    figures: zero
  },
  {
    id: 'zero-manyServices',
    title: 'Roll back several services in one plan',
    look: 'Six services, each with a bad release; users call all of them in turn.',
    figures: zero
  },
  {
    id: 'zero-heldRollback',
    title: 'Hold Flux, then roll back, in one plan',
    look: 'The Kustomization is suspended first, so that it leaves the undo alone; then as long as the pods take to be replaced.',
    figures: zero
  },
  ...crowd,
  {
    id: 'T5-first-weight-only',
    title: 'T5: the first weight alone',
    since: 'the command',
    look: 'Of 50 : 50 it makes 100 : 50. Proxies take shares of the sum: a third stays on the bad version.',
    figures: ['weights', 'requests', 'before', 'after']
  },
  {
    id: 'T11-flux-puts-back',
    title: 'T11: an undo under Flux',
    look: 'It is put back at the interval, whole: what our field manager owned is Flux’s again. The console does not take the time until then for a recovery.',
    figures: ['intervalSeconds', 'putBackAfterMs', 'managers', 'noticedAs']
  },
  {
    id: 'T14-held-and-let-go',
    title: 'T14: held, and let go',
    look: 'A suspension by the console stays over the interval, a commit, and the Kustomization above; one by kubectl is taken away there. Let go, Flux brings the bad release back at once.',
    figures: ['intervalSeconds', 'lastBadMs', 'backAfterResumeMs', 'suspendedByKubectlStays', 'proved']
  },
  {
    id: 'T15-istiod-away',
    title: 'T15: istiod away during a drain',
    look: 'The API server has 100 : 0, and users stay where they were until istiod is back. The check of the requests says so; the weights alone prove nothing.',
    figures: ['weightsAfterMs', 'saidWhileAway', 'istiodBackAfterMs', 'movedAfterBackMs', 'saidAfterwards']
  },
  {
    id: 'T15-levers-without-istiod',
    title: 'T15: other levers while istiod is away',
    since: 'istiod went',
    look: 'The users of an undo: the proxies hear of no new pod, and nobody is answered until istiod is back. An abort of a canary is armed, and its users stay (one of a Rollout is pulled as well where Argo Rollouts is built). Then all have what was asked for, and keep it when istiod goes once more.',
    figures: ['undoUnansweredAfterMs', 'badShareOfCanary', 'istiodBackAfterMs', 'allWellAfterBackMs']
  },
  {
    id: 'T15-restores-without-istiod',
    title: 'T15: restores before istiod is back',
    since: 'istiod went',
    look: 'The users of a restored Canary: as with an undo nobody is answered until istiod is back, and so it is with a restored ConfigMap. Then all have what was asked for, and keep it when istiod goes once more. An abort of a Rollout is pulled as well where Argo Rollouts is built.',
    figures: [
      'restoreUnansweredAfterMs',
      'configUnansweredAfterMs',
      'badShareOfRollout',
      'istiodBackAfterMs',
      'restoreWellAfterBackMs',
      'configWellAfterBackMs',
      'rolloutWellAfterBackMs'
    ]
  },
  {
    id: 'T15-restores-cut-off',
    title: 'T15: istiod gone during restores',
    look: 'The users of a restored Canary whose new pods are ready, and of which istiod pushed nothing before it went: every answer is lost until it is back, and nothing is proved meanwhile. An abort of a Rollout is pulled as well where Argo Rollouts is built.',
    figures: [
      'rolloutAnswers',
      'istiodBackAfterMs',
      'restoreWellAfterBackMs',
      'configWellAfterBackMs',
      'rolloutWellAfterBackMs'
    ]
  },
  {
    id: 'T16-sticky-users',
    title: 'T16: weights of the last rule, with Flagger’s session affinity',
    look: 'Every user with a cookie stays on the bad version, by the rule before. The console’s abort changes both.',
    figures: ['rules', 'users', 'stuckByLastRule', 'freedMs']
  },
  {
    id: 'T17-abort-alone',
    title: 'T17: an abort of a Rollout without an undo',
    since: 'the next change',
    look: 'The template still asks for the bad release: any change of it, here an annotation, sends it out again.',
    figures: ['templateAfterAbort', 'usersBackAfterMs', 'weights', 'isAbortedAfterwards']
  },
  {
    id: 'stand-in',
    title: 'The drill’s routes beside Envoy',
    look: 'The share of each destination as the drill computes it, and as a real proxy answered. What is drawn may differ by 0.065, the rest is equal.',
    figures: ['requests']
  }
]
