import { defineRoom } from '@/platform/room'

export default defineRoom({ name: 'documents', texts: {}, pages: [] })
