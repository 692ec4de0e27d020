// Names of areas by code, asked once each.
import { get } from '@/platform/client'

const asked = new Map<string, Promise<string>>()

export function areaName(code: string): Promise<string> {
  const known = asked.get(code)
  if (known) return known
  const asking = get('/api/registry/areas/{code}', { path: { code } })
    .then((area) => area.full_name || area.name)
    .catch(() => code)
  asked.set(code, asking)
  return asking
}
