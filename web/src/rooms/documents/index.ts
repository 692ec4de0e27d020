import { Document, EditPen, Finished, Printer } from '@element-plus/icons-vue'
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
    {
      title: 'printing.title',
      path: '/printing',
      group: 'papers',
      order: 31,
      icon: Printer,
      permission: 'documents.print_many',
    },
    {
      title: 'scan.title',
      path: '/scans',
      group: 'papers',
      order: 32,
      icon: Finished,
      permission: 'documents.scan',
    },
    {
      title: 'template.title',
      path: '/documents/templates',
      group: 'papers',
      order: 33,
      icon: EditPen,
      permission: 'documents.templates',
    },
  ],
  pages: [
    {
      path: '/documents/templates',
      title: 'template.title',
      component: () => import('./pages/TemplatesPage.vue'),
    },
    {
      path: '/documents/templates/:id',
      title: 'template.title',
      under: '/documents/templates',
      component: () => import('./pages/TemplateDraftPage.vue'),
    },
    {
      path: '/printing',
      title: 'printing.title',
      component: () => import('./pages/PrintingPage.vue'),
    },
    {
      path: '/scans',
      title: 'scan.title',
      component: () => import('./pages/ScansPage.vue'),
    },
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
