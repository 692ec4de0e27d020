import { defineRoom } from '@/platform/room'

export default defineRoom({ name: 'registry', texts: {}, pages: [] })
