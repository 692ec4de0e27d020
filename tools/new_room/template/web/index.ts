import { Box } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'example',
  permission: 'example.read',
  texts,
  menu: [
    {
      title: 'example.title',
      path: '/example',
      group: 'today',
      order: 90,
      icon: Box,
      permission: 'example.read',
    },
  ],
  pages: [
    {
      path: '/example',
      title: 'example.title',
      component: () => import('./pages/EntriesPage.vue'),
      permission: 'example.read',
    },
  ],
})
