import js from '@eslint/js'
import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import prettier from 'eslint-config-prettier'
import globals from 'globals'
import { readdirSync } from 'node:fs'

const rooms = readdirSync(new URL('./src/rooms', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

/** platform ← ui ← rooms ← desk: a layer imports only what is to its left. */
const refuse = (files, group, message) => ({
    files,
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
})

export default ts.config(
    { ignores: ['dist', 'src/generated', '**/*.d.ts', 'node_modules'] },
    js.configs.recommended,
    ...ts.configs.recommended,
    ...vue.configs['flat/recommended'],
    { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
    {
        rules: {
            'no-undef': 'off',
            'no-console': 'error',
            '@typescript-eslint/no-explicit-any': 'error',
            'vue/multi-word-component-names': 'off',
            'vue/require-default-prop': 'off',
            'max-lines': ['error', 600],
        },
    },
    refuse(
        ['src/platform/**'],
        ['@/ui/*', '@/ui/**', '@/rooms/**', '@/desk/**', '../ui/**', '../rooms/**', '../desk/**'],
        'platform knows nothing above it',
    ),
    refuse(['src/ui/**'], ['@/rooms/**', '@/desk/**'], 'ui knows neither rooms nor desk'),
    ...rooms.map((room) =>
        refuse(
            [`src/rooms/${room}/**`],
            [
                '@/desk/**',
                ...rooms.filter((other) => other !== room).map((other) => `@/rooms/${other}/**`),
            ],
            'rooms never import one another, nor the desk; share through ui or platform',
        ),
    ),
    prettier,
)
