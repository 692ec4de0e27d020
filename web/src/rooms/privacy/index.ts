import { Collection, View } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'privacy',
  texts,
  menu: [
    {
      title: 'privacy.audit',
      path: '/audit',
      group: 'oversight',
      order: 60,
      icon: View,
      permission: ['privacy.audit', 'privacy.verify'],
    },
    { title: 'privacy.fields', path: '/fields', group: 'oversight', order: 62, icon: Collection },
  ],
  pages: [
    {
      path: '/audit',
      title: 'privacy.audit',
      permission: ['privacy.audit', 'privacy.verify'],
      component: () => import('./pages/AuditPage.vue'),
    },
    { path: '/fields', title: 'privacy.fields', component: () => import('./pages/FieldsPage.vue') },
  ],
})
