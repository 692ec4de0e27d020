import { defineRoom } from '@/platform/room'

export default defineRoom({ name: 'policy', texts: {}, pages: [] })
