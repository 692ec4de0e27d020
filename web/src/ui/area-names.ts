// Names of areas by code, asked once each.
import { get } from '@/platform/client'

const asked = new Map<string, Promise<string>>()

export function areaName(code: string): Promise<string> {
  const known = asked.get(code)
  if (known) return known
  const asking = get<{ name: string; full_name: string }>(
    `/api/registry/areas/${encodeURIComponent(code)}`,
  )
    .then((area) => area.full_name || area.name)
    .catch(() => code)
  asked.set(code, asking)
  return asking
}
