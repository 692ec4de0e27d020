import { defineRoom } from '@/platform/room'

export default defineRoom({ name: 'isolation', texts: {}, pages: [] })
