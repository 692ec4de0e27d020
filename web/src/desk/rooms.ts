// The one list of rooms.
import type { RoomDeclaration } from '@/platform/room'
import access from '@/rooms/access'
import documents from '@/rooms/documents'
import isolation from '@/rooms/isolation'
import operation from '@/rooms/operation'
import policy from '@/rooms/policy'
import privacy from '@/rooms/privacy'
import registry from '@/rooms/registry'
import tracking from '@/rooms/tracking'
import reports from '@/rooms/reports'

export const rooms: RoomDeclaration[] = [
  isolation,
  tracking,
  registry,
  documents,
  policy,
  privacy,
  access,
  operation,
  reports,
]
