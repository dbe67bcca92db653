import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const SPECS = ['**/*.spec.ts', 'test/**'];

/** A file with a second dot has a role and may have effects; main.ts and env.ts stand at the edge of an app. */
const PURE = {
  files: ['apps/*/src/**/*.ts', 'libs/contracts/src/**/*.ts'],
  ignores: ['**/*.*.ts', '**/main.ts', '**/env.ts'],
};

const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Read the environment in the app's env.ts, once; take the value from there.",
};
const EFFECTS = [
  {
    selector:
      "NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now']",
    message: 'A pure file has no clock: let the caller pass the instant.',
  },
  {
    selector:
      "MemberExpression[object.name='Math'][property.name='random'], ImportSpecifier[imported.name=/^(random|getRandomValues|v1$|v4$|v6$|v7$)/]",
    message: 'A pure file has no chance in it: let the caller pass what is random.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fetch|setTimeout|setInterval|setImmediate|queueMicrotask)$/]',
    message: 'A pure file does no I/O and starts nothing.',
  },
  { selector: "Identifier[name='process']", message: 'A pure file knows nothing of its process.' },
];
const UNFINISHED_TESTS = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: 'Every test runs, always.',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'Every test runs, always.',
  },
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.data/', 'prisma/*/generated/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Files with decorators are left alone: a class that is injected or validated must be there at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: ['URL', 'URLSearchParams'] },
      ],
      // An async function without an await still turns what it throws into a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'no-restricted-syntax': ['error', ENVIRONMENT],
    },
  },
  { files: ['apps/*/src/main.ts', 'apps/*/src/env.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['tools/**/*.ts'], rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' } },
  { files: ['bench/**/*.ts'], ignores: ['**/*.spec.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { ...PURE, rules: { 'no-restricted-syntax': ['error', ENVIRONMENT, ...EFFECTS] } },
  {
    files: SPECS,
    rules: {
      'no-restricted-syntax': ['error', ...UNFINISHED_TESTS],
      // Answers of an app under test are JSON of which the assertions tell the shape.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
