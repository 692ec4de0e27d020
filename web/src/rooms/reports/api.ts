import { get, type Page, type Query } from '@/platform/client'

export interface ReportsEntryRow {
  id: string
  title: string
  area_code: string
  made_at: string
}
export const listEntries = (query: Query, signal?: AbortSignal) =>
  get<Page<ReportsEntryRow>>('/api/reports/entries', query, signal)
