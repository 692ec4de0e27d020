import { defineRoom } from '@/platform/room'

export default defineRoom({ name: 'privacy', texts: {}, pages: [] })
