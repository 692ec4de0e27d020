import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Style sheets of dependencies may name fallback fonts on foreign hosts: no page of ours asks anyone else. */
export function noForeignAddresses(): Plugin {
  const foreign = /,?\s*url\(\s*["']?(?:https?:)?\/\/[^)]*\)(\s*format\([^)]*\))?/g
  return {
    name: 'no-foreign-addresses',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.css($|\?)/.test(id) || !foreign.test(code)) return undefined
      return { code: code.replace(foreign, ''), map: null }
    },
  }
}

const compressible = /\.(html|js|css|json|svg|webmanifest)$/
const smallest = 1024 // Below a kilobyte the headers cost more than the bytes saved.

/** Writes .br and .gz siblings, so that the program serves compressed pages without compressing. */
export function precompress(): Plugin {
  const squeezeGzip = promisify(gzip)
  const squeezeBrotli = promisify<Buffer, object, Buffer>(brotliCompress)
  let directory = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      directory = config.build.outDir
    },
    async closeBundle() {
      for (const name of await readdir(directory, { recursive: true })) {
        const path = join(directory, name)
        if (!compressible.test(name) || (await stat(path)).size < smallest) continue
        const bytes = await readFile(path)
        await writeFile(`${path}.gz`, await squeezeGzip(bytes, { level: 9 }))
        const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
        await writeFile(`${path}.br`, await squeezeBrotli(bytes, options))
      }
    },
  }
}
