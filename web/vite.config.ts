import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { fileURLToPath } from 'node:url'
import { noForeignAddresses, precompress } from './vite.plugins.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The desk: one page, served by the program itself under /desk/.
export default defineConfig({
  root: here('./src/desk'),
  base: '/desk/',
  publicDir: false,
  resolve: { alias: { '@': here('./src') } },
  plugins: [
    noForeignAddresses(),
    vue(),
    Components({
      dts: here('./src/desk/components.d.ts'),
      dirs: [],
      resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    }),
    precompress(),
  ],
  build: {
    outDir: here('./dist/desk'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false }, // The polyfill is an inline script: the CSP refuses those.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vue',
              test: /node_modules[\\/](@vue|vue|vue-router|pinia|vue-i18n|@intlify)[\\/]/,
            },
          ],
        },
      },
    },
  },
  // The server's texts.json files lie beside web/.
  server: {
    fs: { allow: [here('..')] },
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/v': 'http://127.0.0.1:8080',
    },
  },
})
