// What was checked: counted, said as it happens, never stopping at a mere difference.
let passed = 0
let failed = 0
let part = ''

export const begin = (name) => {
  part = name
}
export function check(what, good, detail = '') {
  if (good) passed += 1
  else failed += 1
  const tail = detail && !good ? `\n       ${String(detail).slice(0, 600)}` : ''
  console.log(`${good ? ' ok ' : 'FAIL'} [${part}] ${what}${tail}`)
  return !!good
}
export const same = (what, found, expected) =>
  check(what, found === expected, `found ${found}, expected ${expected}`)

/** A step that cannot be taken counts as failed once; what builds on it is not played. */
export class Stopped extends Error {}
export async function step(what, play, act) {
  try {
    const value = await act()
    check(what, true)
    return value
  } catch (fault) {
    if (fault instanceof Stopped) throw fault
    check(what, false, fault.message)
    await play.pictureAll(`failed ${what}`)
    throw new Stopped(what)
  }
}
export function summary() {
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0
}
