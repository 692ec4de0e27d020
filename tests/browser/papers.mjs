// What a printed paper must be: fonts embedded, text that can be taken out, a code that can be read.
import { execFileSync } from 'node:child_process'

const run = (program, ...words) =>
  execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** name type … emb sub uni object: the words before the object's two numbers. */
export function fontsOf(file) {
  return run('pdffonts', file)
    .split('\n')
    .slice(2)
    .filter(Boolean)
    .map((line) => {
      const words = line.trim().split(/\s+/)
      return { name: words[0], embedded: words.at(-5) === 'yes' }
    })
}
export const textOf = (file) => run('pdftotext', '-layout', file, '-')

/** One code a page. */
export function codesOf(file) {
  const stem = file.replace(/\.pdf$/, '')
  const pages = Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', file))[1])
  run('pdftoppm', '-r', '200', '-png', file, stem)
  return Array.from({ length: pages }, (_, n) => {
    const digits = String(pages).length
    const picture = `${stem}-${String(n + 1).padStart(digits, '0')}.png`
    return run('zbarimg', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', picture).trim()
  })
}
/** Another character somewhere in the middle of the code. */
export function spoiled(address) {
  const at = address.length - 12
  return address.slice(0, at) + (address[at] === 'A' ? 'B' : 'A') + address.slice(at + 1)
}
