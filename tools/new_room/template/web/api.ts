import { get, type Page, type Query } from '@/platform/client'

export interface ExampleEntryRow {
  id: string
  title: string
  area_code: string
  made_at: string
}
export const listEntries = (query: Query, signal?: AbortSignal) =>
  get<Page<ExampleEntryRow>>('/api/example/entries', query, signal)
