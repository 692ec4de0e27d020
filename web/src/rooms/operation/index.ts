import { Monitor } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'operation',
  texts,
  menu: [
    {
      title: 'operation.page',
      path: '/operation',
      group: 'settings',
      order: 95,
      icon: Monitor,
      permission: 'operation.state',
    },
  ],
  pages: [
    {
      path: '/operation',
      title: 'operation.page',
      permission: 'operation.state',
      component: () => import('./pages/OperationPage.vue'),
    },
  ],
})
