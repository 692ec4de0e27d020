// A resident's reports outlive a lost network: each is kept on the phone until the server has it, and no longer.
import { ApiError } from '@/platform/errors'
import type { OwnReportForm } from '../api'

export interface KeptReport {
  /** Also the Idempotency-Key: sent twice, it is filed once. */
  key: string
  /** Whom it is about, to be shown. */
  name: string
  body: OwnReportForm
}
export type Send = (body: OwnReportForm, key: string) => Promise<unknown>
export interface Keeper {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}
export const keptMost = 20 // Two a day for five people over two days; the server takes no older ones.

/** Nothing was refused: the same words may be sent again. */
export const isPassing = (fault: unknown) =>
  fault instanceof ApiError && [0, 401, 429, 502, 503, 504].includes(fault.status)

export function createKept(keeper: Keeper, user: string) {
  const place = `kept.reports.${user}` // Another person on the same phone neither sees nor sends them.
  function all(): KeptReport[] {
    try {
      return JSON.parse(keeper.getItem(place) ?? '[]') as KeptReport[]
    } catch {
      return []
    }
  }
  function write(reports: KeptReport[]) {
    if (reports.length === 0) keeper.removeItem(place)
    else keeper.setItem(place, JSON.stringify(reports.slice(-keptMost)))
  }
  const drop = (key: string) => write(all().filter((one) => one.key !== key))
  /** Kept first, so that a closed page loses nothing; a refusal is thrown and not kept. */
  async function file(report: KeptReport, send: Send): Promise<'filed' | 'kept'> {
    write([...all().filter((one) => one.key !== report.key), report])
    try {
      await send(report.body, report.key)
      drop(report.key)
      return 'filed'
    } catch (fault) {
      if (isPassing(fault)) return 'kept'
      drop(report.key)
      throw fault
    }
  }
  /** Sends what is kept, oldest first, until the network fails again. */
  async function sendAll(send: Send): Promise<{ filed: number; refused: unknown[] }> {
    const result = { filed: 0, refused: [] as unknown[] }
    for (const report of all()) {
      try {
        if ((await file(report, send)) === 'kept') break
        result.filed += 1
      } catch (fault) {
        result.refused.push(fault)
      }
    }
    return result
  }
  return { all, file, sendAll, drop }
}
