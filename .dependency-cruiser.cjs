/**
 * Who may import whom. The product reads in one direction, and these rules keep it so; each has a planted violation in
 * scripts/import-rules.test.mjs that proves it fires. @swc/core must be installed: without it this tool sees no module
 * of a TypeScript 7 project and still reports success.
 */

/** Tests, and what several of them share. */
const test = '(\\.(test|spec)\\.tsx?$|/testing/)'
const stages =
  'connections|contacts|decision|evidence|execute|journal|monitor|plan|pod-output|prevention|report|reservations|runbook|standing|status|traps|what-changed'
/** What all of main may stand on. */
const ground = ['^src/contract/', '^src/main/(lib|ports)/']
const hosts = '^src/main/(index|headless)\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['[.]css$', '[.]svg$', '[.]woff2$', '[?]'] }
    },
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: test },
      to: { pathNot: ['^src/contract/', '^node_modules/zod/'] }
    },
    {
      name: 'renderer-knows-only-the-contract',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: test },
      to: {
        path: ['^src/(main|preload)/', '^node_modules/(electron|keytar|@github/keytar|@kubernetes|@azure|undici)/']
      }
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'main-never-imports-renderer',
      severity: 'error',
      from: { path: '^src/(main|preload)/' },
      to: { path: '^src/renderer/' }
    },
    {
      name: 'electron-only-in-the-host',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/index\\.ts$', '^src/main/host/', '^src/preload/'] },
      to: { path: '(^|node_modules/)electron(/|$)' }
    },
    {
      name: 'keytar-only-in-the-helper',
      severity: 'error',
      from: { path: '^(src|e2e)/', pathNot: '^src/main/secrets/keychain-helper\\.ts$' },
      to: { path: '(^|node_modules/)(keytar|@github/keytar)(/|$)' }
    },
    {
      name: 'kubernetes-client-only-in-connections',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/connections/', '^src/main/providers/'] },
      to: { path: 'node_modules/@kubernetes/client-node/' }
    },
    {
      name: 'azure-only-in-its-connection',
      comment:
        'Types alone are imported at once, the rest when it is used: azure-loaded-when-first-used in scripts/import-rules.mjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/connections/azure/' },
      to: { path: 'node_modules/@azure/' }
    },
    {
      name: 'xterm-only-in-the-terminal-pane',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/renderer/panes/terminal/' },
      to: { path: 'node_modules/@xterm/' }
    },
    {
      name: 'stages-meet-only-in-the-console',
      comment: 'Stages do not import one another; src/main/console.ts and src/main/console/ wire them.',
      severity: 'error',
      from: { path: `^src/main/(${stages})/`, pathNot: test },
      to: { path: `^src/main/(${stages})/`, pathNot: '^src/main/$1/' }
    },
    {
      name: 'execution-knows-no-world',
      comment: 'What is changed, and how that is read, is told by actions: execution sends, waits and writes down.',
      severity: 'error',
      from: { path: '^src/main/execute/', pathNot: test },
      to: { path: '^src/', pathNot: [...ground, '^src/main/(execute|run)/'] }
    },
    {
      name: 'planning-knows-no-lever',
      severity: 'error',
      from: { path: '^src/main/plan/', pathNot: test },
      to: { path: '^src/', pathNot: [...ground, '^src/main/plan/'] }
    },
    {
      name: 'runs-are-made-of-records',
      severity: 'error',
      from: { path: '^src/main/run/', pathNot: test },
      to: { path: '^src/', pathNot: [...ground, '^src/main/run/'] }
    },
    {
      name: 'actions-and-checks-stand-on-providers',
      comment: 'On one each: one-provider-each in scripts/import-rules.mjs.',
      severity: 'error',
      from: { path: '^src/main/(actions|checks)/', pathNot: test },
      to: { path: '^src/', pathNot: [...ground, '^src/main/providers/', '^src/main/$1/'] }
    },
    {
      name: 'actions-and-checks-stand-alone',
      severity: 'error',
      from: { path: '^src/main/(actions|checks)/([^/]+)/', pathNot: test },
      to: { path: '^src/main/$1/[^/]+/', pathNot: '^src/main/$1/$2/' }
    },
    {
      name: 'levers-are-made-of-actions-and-checks',
      comment: 'Of an action its index.ts alone: the constructor of its step.',
      severity: 'error',
      from: { path: '^src/main/levers/', pathNot: test },
      to: {
        path: '^src/',
        pathNot: [...ground, '^src/main/(checks|levers|providers)/', '^src/main/actions/[^/]+/index\\.ts$']
      }
    },
    {
      name: 'levers-meet-at-their-index',
      comment: 'Or at their judgement, which is compiled without Node, as the rest of a frame is not.',
      severity: 'error',
      from: { path: '^src/main/levers/([^/]+)/', pathNot: test },
      to: { path: '^src/main/levers/', pathNot: ['^src/main/levers/$1/', '^src/main/levers/[^/]+/(index|judge)\\.ts$'] }
    },
    {
      name: 'only-the-console-reads-registries',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/console\\.ts$', test] },
      to: { path: '^src/main/(actions|checks|levers)/registry\\.ts$' }
    },
    {
      name: 'levers-actions-and-checks-come-from-registries',
      comment: 'Gates and keepers are the two readers that the console hands to execution.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/(actions|checks|levers)/', test] },
      to: {
        path: '^src/main/(actions|checks|levers)/',
        pathNot: ['/registry\\.ts$', '^src/main/checks/(gates|keepers)\\.ts$']
      }
    },
    {
      name: 'only-connections-and-execution-write',
      comment: 'ports/place.ts and ports/kube.ts say who is handed a writer.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/main/(connections|execute)/', '^src/main/ports/(kube|place)\\.ts$', test]
      },
      to: { path: '^src/main/ports/writer\\.ts$' }
    },
    {
      name: 'providers-stand-on-the-ground',
      severity: 'error',
      from: { path: '^src/main/providers/', pathNot: test },
      to: { path: '^src/', pathNot: [...ground, '^src/main/providers/'] }
    },
    {
      name: 'providers-do-not-know-one-another',
      comment:
        'What is reached through an API server is reached by its paths, where it serves them, and so are its events.',
      severity: 'error',
      from: { path: '^src/main/providers/([^/]+)/', pathNot: test },
      to: {
        path: '^src/main/providers/',
        pathNot: ['^src/main/providers/$1/', '^src/main/providers/kubernetes/(event-time|is-served|kube-path)\\.ts$']
      }
    },
    {
      name: 'only-hosts-import-the-console',
      severity: 'error',
      from: { path: '^src/', pathNot: [hosts, '^src/main/console(\\.ts$|/)', test] },
      to: { path: '^src/main/console(\\.ts$|/)' }
    },
    {
      name: 'nobody-imports-a-host',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/host/', '^src/main/index\\.ts$', test] },
      to: { path: ['^src/main/host/', hosts] }
    },
    {
      name: 'pure-stages-without-node',
      severity: 'error',
      from: { path: '^src/main/(decision|monitor|prevention|report|run|traps)/', pathNot: test },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'trap-rules-judge-intentions',
      comment: 'How a command is written is read once, before the rules: a step of our own has no text.',
      severity: 'error',
      from: { path: '^src/main/traps/rules/', pathNot: test },
      to: { path: '^src/main/traps/', pathNot: '^src/main/traps/(rules/|(rule-facts|intended|selector-text)\\.ts$)' }
    },
    {
      name: 'lib-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/main/lib/', pathNot: test },
      to: { path: '^src/', pathNot: ['^src/main/lib/', '^src/main/ports/', '^src/contract/'] }
    },
    {
      name: 'drill-imports-nobody',
      severity: 'error',
      from: { path: '^src/main/drill/' },
      to: { path: '^src/', pathNot: '^src/main/drill/' }
    },
    {
      name: 'nobody-imports-the-drill',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/drill/' },
      to: { path: '^src/main/drill/' }
    },
    {
      name: 'e2e-knows-only-the-contract',
      severity: 'error',
      // The two worlds are compared by what they are made of, and the gallery by the states it shows. Servers that tests
      // share are no part of the product; a played scenario is read by the schema of its result.
      from: {
        path: '^e2e/',
        pathNot: ['\\.test\\.ts$', '^e2e/(azure|cluster|crash|traffic)/', '^e2e/play-scenario\\.ts$']
      },
      to: { path: '^src/', pathNot: ['^src/contract/', '^src/renderer/fixtures/', '/testing/'] }
    },
    {
      name: 'commands-begin-with-node-alone',
      comment: 'They install the dependencies themselves; what needs one is imported once it is there.',
      severity: 'error',
      from: {
        path: ['^scripts/(setup/)?[^/]+\\.mjs$', '^e2e/(azure|kubectl|templates)/ensure-[^/]+\\.mjs$'],
        pathNot: '\\.test\\.mjs$'
      },
      to: {
        dynamic: false,
        dependencyTypesNot: ['core'],
        pathNot: ['^scripts/(setup/)?[^/]+$', '^e2e/(azure|kubectl|templates)/ensure-']
      }
    },
    {
      name: 'product-without-what-tests-share',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { path: '^src/.*/testing/' }
    },
    {
      name: 'no-development-dependency-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: {
        dependencyTypes: ['npm-dev'],
        pathNot: ['^node_modules/electron/', '^node_modules/(@types|kubernetes-types)/']
      }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^e2e/kubectl/v', '^e2e/recordings/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json']
    }
  }
}
