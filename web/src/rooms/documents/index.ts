import { Document } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

const read = 'documents.read'

export default defineRoom({
  name: 'documents',
  permission: read,
  texts,
  menu: [
    {
      title: 'documents.title',
      path: '/documents',
      group: 'papers',
      order: 30,
      icon: Document,
      permission: read,
    },
  ],
  pages: [
    {
      path: '/documents',
      title: 'documents.title',
      component: () => import('./pages/DocumentsPage.vue'),
    },
    {
      path: '/my/papers/:id',
      title: 'documents.paper',
      frame: 'person',
      component: () => import('./pages/DocumentPage.vue'),
    },
    {
      path: '/documents/:id',
      title: 'documents.paper',
      under: '/documents',
      component: () => import('./pages/DocumentPage.vue'),
    },
  ],
})
