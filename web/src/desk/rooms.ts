// The one list of rooms.
import type { RoomDeclaration } from '@/platform/room'
import access from '@/rooms/access'
import documents from '@/rooms/documents'
import isolation from '@/rooms/isolation'
import policy from '@/rooms/policy'
import privacy from '@/rooms/privacy'
import registry from '@/rooms/registry'

export const rooms: RoomDeclaration[] = [isolation, registry, documents, policy, privacy, access]
