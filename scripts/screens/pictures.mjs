/**
 * @typedef {object} Picture
 * @property {string} name of the file, without its ending
 * @property {string} state of src/renderer/fixtures/states.ts
 * @property {'dark' | 'light' | 'contrast'} theme
 * @property {number} width
 * @property {number} height
 * @property {readonly string[]} [keys] pressed before the picture is taken
 * @property {true} [refused] every request is
 */

const wide = { width: 1440, height: 900 }
const narrow = { width: 1100, height: 760 }
/** What 200 % leaves of 1440×900. */
const zoomed = { width: 720, height: 450 }

/** @param {string} word of a command in the palette */
const typed = (word) => ['Control+k', ...word.split(''), 'Enter']

/** Opens the second folder of evidence. */
const toFolder = [...typed('evidence'), 'Tab', 'Tab', 'Tab', 'Tab', 'Enter']

/** Opens the first proposal, after the seven fields of the report. */
const toProposal = ['6', ...Array.from({ length: 8 }, () => 'Tab'), 'Enter']

/** @param {string} text that is pasted to be judged */
const judged = (text) => ['s', ...text.split('').map((key) => (key === ' ' ? 'Space' : key)), 'Control+Enter']

/** Every picture: the main ones in each theme and size, and every state once. */
/** @type {readonly Picture[]} */
export const pictures = [
  { name: 'first-run', state: 'first-run', theme: 'dark', ...wide },
  { name: 'services', state: 'services', theme: 'dark', ...wide },
  { name: 'services-light', state: 'services', theme: 'light', ...wide },
  { name: 'services-open-ends', state: 'services-open-ends', theme: 'dark', width: 1280, height: 800 },
  { name: 'services-open-ends-light', state: 'services-open-ends', theme: 'light', width: 1024, height: 700 },
  { name: 'console-dark', state: 'console', theme: 'dark', ...wide },
  { name: 'console-light', state: 'console', theme: 'light', ...wide },
  { name: 'console-contrast', state: 'console', theme: 'contrast', ...wide },
  { name: 'console-1280', state: 'console', theme: 'dark', width: 1280, height: 800 },
  { name: 'console-narrow', state: 'console', theme: 'dark', ...narrow },
  { name: 'console-smallest', state: 'console', theme: 'dark', width: 960, height: 640 },
  { name: 'console-zoom', state: 'console', theme: 'dark', ...zoomed },
  { name: 'console-large', state: 'console', theme: 'dark', width: 1920, height: 1080 },
  { name: 'running', state: 'running', theme: 'dark', ...wide },
  ...['abort', 'restore', 'drain', 'failover', 'many-choose', 'many-running'].flatMap((state) => [
    /** @type {Picture} */ ({ name: `${state}-1280`, state, theme: 'dark', width: 1280, height: 800 }),
    /** @type {Picture} */ ({ name: `${state}-light`, state, theme: 'light', ...narrow })
  ]),
  { name: 'running-contrast', state: 'running', theme: 'contrast', ...wide },
  { name: 'drill-light', state: 'drill', theme: 'light', ...wide },
  ...['first-run', 'connections', 'services', 'running', 'proved', 'offline'].flatMap((state) => [
    /** @type {Picture} */ ({ name: `${state}-narrow`, state, theme: 'dark', ...narrow }),
    /** @type {Picture} */ ({ name: `${state}-zoom`, state, theme: 'dark', ...zoomed })
  ]),
  { name: 'proved', state: 'proved', theme: 'dark', ...wide },
  { name: 'proved-light', state: 'proved', theme: 'light', ...wide },
  { name: 'timeline', state: 'proved', theme: 'dark', ...wide, keys: ['5'] },
  { name: 'task', state: 'console', theme: 'dark', ...wide, keys: ['j', 'k'] },
  { name: 'note', state: 'console', theme: 'dark', ...wide, keys: ['n'] },
  {
    name: 'note-refused',
    state: 'console',
    theme: 'dark',
    ...wide,
    keys: ['n', 'd', 'o', 'n', 'e', 'Control+Enter'],
    refused: true
  },
  { name: 'connections-over', state: 'console', theme: 'dark', ...wide, keys: ['F2'] },
  { name: 'report-narrow', state: 'proved', theme: 'dark', ...narrow, keys: ['6', 'Tab'] },
  { name: 'report', state: 'proved', theme: 'dark', ...wide, keys: ['6', 'Tab'] },
  { name: 'palette', state: 'console', theme: 'dark', ...wide, keys: ['Control+k'] },
  {
    name: 'judge',
    state: 'console',
    theme: 'dark',
    width: 1280,
    height: 800,
    keys: judged('kubectl patch canary checkout -p skipAnalysis')
  },
  { name: 'judge-light', state: 'console', theme: 'light', width: 1280, height: 800, keys: judged('./rollback.sh') },
  { name: 'judge-narrow', state: 'console', theme: 'dark', ...narrow, keys: judged('kubectl get pods') },
  { name: 'left-behind', state: 'left-behind', theme: 'dark', width: 1280, height: 800 },
  { name: 'left-behind-light', state: 'left-behind', theme: 'light', width: 1280, height: 800, keys: ['d'] },
  { name: 'left-behind-zoom', state: 'left-behind', theme: 'dark', ...zoomed, keys: ['d'] },
  { name: 'quick', state: 'console', theme: 'dark', width: 1280, height: 800, keys: ['q'] },
  { name: 'quick-light', state: 'console', theme: 'light', width: 1280, height: 800, keys: ['q'] },
  { name: 'quick-zoom', state: 'console', theme: 'dark', ...zoomed, keys: ['q'] },
  { name: 'incidents', state: 'record', theme: 'dark', ...wide, keys: typed('earlier') },
  { name: 'places', state: 'console', theme: 'light', ...narrow, keys: typed('where') },
  { name: 'logs', state: 'logs', theme: 'dark', ...wide, keys: ['l'] },
  { name: 'logs-narrow', state: 'logs', theme: 'light', ...narrow, keys: ['l'] },
  { name: 'logs-forbidden', state: 'logs-forbidden', theme: 'dark', ...wide, keys: ['l'] },
  { name: 'keys', state: 'console', theme: 'dark', ...wide, keys: ['?'] },
  { name: 'command-detail', state: 'console', theme: 'dark', ...wide, keys: ['4', 'Enter'] },
  { name: 'proved-then-failing-light', state: 'proved-then-failing', theme: 'light', ...wide },
  { name: 'say-incident', state: 'console', theme: 'dark', width: 1280, height: 800, keys: ['i'] },
  { name: 'say-decline-light', state: 'console', theme: 'light', width: 1024, height: 700, keys: ['o'] },
  { name: 'evidence', state: 'console', theme: 'dark', width: 1280, height: 800, keys: typed('evidence') },
  ...['changes', 'changes-forbidden', 'changes-reading', 'charts', 'charts-unread', 'prevention-none'].flatMap(
    (state) => [
      /** @type {Picture} */ ({ name: `${state}-1280`, state, theme: 'dark', width: 1280, height: 800 }),
      /** @type {Picture} */ ({ name: `${state}-light`, state, theme: 'light', width: 1024, height: 700 })
    ]
  ),
  { name: 'prevention-1280', state: 'prevention', theme: 'dark', width: 1280, height: 800, keys: toProposal },
  { name: 'prevention-light', state: 'prevention', theme: 'light', width: 1024, height: 700, keys: toProposal },
  { name: 'evidence-kept-1280', state: 'evidence', theme: 'dark', width: 1280, height: 800, keys: toFolder },
  { name: 'evidence-kept-light', state: 'evidence', theme: 'light', width: 1024, height: 700, keys: toFolder },
  { name: 'places-matrix', state: 'console', theme: 'light', width: 1024, height: 700, keys: typed('where') },
  ...['azure-code', 'azure-wants'].flatMap((state) => [
    /** @type {Picture} */ ({ name: `${state}-1280`, state, theme: 'dark', width: 1280, height: 800 }),
    /** @type {Picture} */ ({ name: `${state}-light`, state, theme: 'light', width: 1024, height: 700 })
  ]),
  ...[
    'watch-holding',
    'watch-alarm',
    'watch-blind',
    'watch-over',
    'watch-overtaken',
    'does-not-help',
    'chosen-bad'
  ].flatMap((state) => [
    /** @type {Picture} */ ({ name: `${state}-1280`, state, theme: 'dark', width: 1280, height: 800 }),
    /** @type {Picture} */ ({ name: `${state}-light`, state, theme: 'light', width: 1024, height: 700 })
  ]),
  ...[
    'first-run-no-keychain',
    'first-run-busy',
    'first-run-unfinished',
    'connections',
    'connecting',
    'record',
    'services-elsewhere',
    'services-500',
    'services-loading',
    'services-empty',
    'services-stale',
    'services-unread',
    'services-lost-metrics',
    'services-forbidden',
    'services-choose-namespace',
    'services-typed-namespace',
    'services-unreachable',
    'drill',
    'staging',
    'insecure',
    'needs-choice',
    'planning',
    'refused',
    'forbidden',
    'forbidden-metrics',
    'healthy',
    'waiting',
    'unread',
    'drifted',
    'not-there',
    'no-metrics',
    'stale',
    'loading',
    'offline',
    'offline-planned',
    'contacts-shipped',
    'arming',
    'settling',
    'proved-with-notes',
    'proved-then-failing',
    'not-proved',
    'stopped',
    'conflict',
    'long-names',
    'many-revisions',
    'journal-unhealthy',
    'record-unprotected',
    'failure'
  ].map((state) => /** @type {Picture} */ ({ name: `state-${state}`, state, theme: 'dark', ...wide }))
]
