import tseslint from 'typescript-eslint'

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a thing is called the same wherever it is used.',
}

const readersClock = 'The reader’s clock may be wrong, or the server’s moved: ask dashboard/clock.ts.'

export default tseslint.config(
  { ignores: ['dist/**', 'data/**', 'coverage/**', '.cache/**', 'tests/real/node_modules/**', '**/.*.mts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafePromises: [
            {
              from: 'package',
              package: 'fastify',
              name: ['FastifyReply', 'FastifyInstance', 'SafePromiseLike'],
            },
          ],
        },
      ],
      '@typescript-eslint/no-for-in-array': 'error',
      // Options of pg and Fastify await what their types call void.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { properties: false } }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', noDefaultExport],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.config.ts', 'tests/support/global-setup.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A migration is read once, from top to bottom, and never edited after a release; what is generated, hardly ever.
    files: ['src/store/migrations/**', 'sdk/generated/**', 'contract/openapi/examples.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['dashboard/**'],
    ignores: ['**/*.config.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: readersClock }],
      'no-restricted-syntax': [
        'error',
        noDefaultExport,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: readersClock },
        {
          selector:
            'ImportSpecifier[imported.name=/^(today|now|isToday|getLocalTimeZone)$/]:not([parent.source.value=/^\\.\\.?\\//])',
          message: readersClock,
        },
      ],
    },
  },
  {
    files: ['bench/**'],
    rules: { 'no-console': 'off' },
  },
)
