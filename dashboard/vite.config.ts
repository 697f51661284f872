import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const outDir = fileURLToPath(new URL('../dist/dashboard', import.meta.url))

/** Compressed once, at the build, as small as it gets: the server sends the file that a browser asks for. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
      for (const name of names.filter((each) => /\.(?:js|css|html|svg)$/.test(each))) {
        const bytes = readFileSync(join(outDir, name))
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
        writeFileSync(join(outDir, `${name}.br`), brotliCompressSync(bytes, { params }))
        writeFileSync(join(outDir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    // The component library speaks thirty languages.
    { ...optimizeLocales.vite({ locales: ['en-US', 'de-DE'] }), enforce: 'pre' },
    react(),
    precompress(),
  ],
  build: {
    outDir,
    emptyOutDir: true,
    // Names the chunks of each route, for the check of what a first load weighs.
    manifest: true,
    // A data: address would need a weaker Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome122', 'firefox124', 'safari17.4'],
    reportCompressedSize: false,
  },
  // `npm run dev` serves the pages with reload and passes everything else on to the server.
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/docs', '/sandbox', '/openapi.json', '/media', '/connect'].map((path) => [
        path,
        process.env['VOXBURST_DEV_SERVER'] ?? 'http://127.0.0.1:3000',
      ]),
    ),
  },
})
