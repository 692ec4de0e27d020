import { Box } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'reports',
  permission: 'reports.read',
  texts,
  menu: [
    {
      title: 'reports.title',
      path: '/reports',
      group: 'today',
      order: 90,
      icon: Box,
      permission: 'reports.read',
    },
  ],
  pages: [
    {
      path: '/reports',
      title: 'reports.title',
      component: () => import('./pages/EntriesPage.vue'),
      permission: 'reports.read',
    },
  ],
})
