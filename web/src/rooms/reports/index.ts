import { DataAnalysis } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

const read = 'reports.read'

export default defineRoom({
  name: 'reports',
  permission: read,
  texts,
  menu: [
    {
      title: 'reports.title',
      path: '/reports',
      group: 'papers',
      order: 34,
      icon: DataAnalysis,
      permission: read,
    },
  ],
  pages: [
    {
      path: '/reports',
      title: 'reports.title',
      component: () => import('./pages/ReportsPage.vue'),
    },
    {
      path: '/reports/new',
      title: 'reports.new',
      under: '/reports',
      permission: 'reports.make',
      component: () => import('./pages/NewReportPage.vue'),
    },
    {
      path: '/reports/forms',
      title: 'reports.forms',
      under: '/reports',
      component: () => import('./pages/FormsPage.vue'),
    },
    {
      path: '/reports/forms/:id',
      title: 'reports.form',
      under: '/reports',
      component: () => import('./pages/FormPage.vue'),
    },
    {
      path: '/reports/:id',
      title: 'reports.report',
      under: '/reports',
      component: () => import('./pages/ReportPage.vue'),
    },
  ],
})
