/**
 * Who may import whom. The product reads in one direction, and these rules keep it so; each has a planted violation in
 * scripts/import-rules.test.mjs that proves it fires. @swc/core must be installed: without it this tool sees no module
 * of a TypeScript 7 project and still reports success.
 */

/** Tests, and what several of them share. */
const test = '(\\.(test|spec)\\.tsx?$|/testing/)'
const stages = 'connections|contacts|decision|execute|journal|plan|pod-output|report|runbook|status|traps'
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
      from: { path: '^src/main/(decision|traps|report)/', pathNot: test },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'trap-rules-judge-intentions',
      comment: 'How a command is written is read once, before the rules: a step of our own has no text.',
      severity: 'error',
      from: { path: '^src/main/traps/rules/', pathNot: test },
      to: { path: '^src/main/traps/', pathNot: '^src/main/traps/(rules/|(facts|intended|selector-text)\\.ts$)' }
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
      // share are no part of the product.
      from: { path: '^e2e/', pathNot: ['\\.test\\.ts$', '^e2e/(cluster|crash)/'] },
      to: { path: '^src/', pathNot: ['^src/contract/', '^src/renderer/fixtures/', '/testing/'] }
    },
    {
      name: 'commands-begin-with-node-alone',
      comment: 'They install the dependencies themselves; what needs one is imported once it is there.',
      severity: 'error',
      from: {
        path: ['^scripts/(setup/)?[^/]+\\.mjs$', '^e2e/(kubectl|templates)/ensure-[^/]+\\.mjs$'],
        pathNot: '\\.test\\.mjs$'
      },
      to: {
        dynamic: false,
        dependencyTypesNot: ['core'],
        pathNot: ['^scripts/(setup/)?[^/]+$', '^e2e/(kubectl|templates)/ensure-']
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
