import { SetUp } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'policy',
  permission: 'policy.read',
  texts,
  menu: [
    {
      title: 'policy.title',
      path: '/policy',
      group: 'settings',
      order: 80,
      icon: SetUp,
      permission: 'policy.read',
    },
  ],
  pages: [
    { path: '/policy', title: 'policy.title', component: () => import('./pages/PolicyPage.vue') },
  ],
})
