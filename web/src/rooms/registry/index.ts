import { CopyDocument, Upload, UserFilled } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { listPeople } from './api'
import { texts } from './texts'

const read = 'registry.read'

export default defineRoom({
  name: 'registry',
  permission: read,
  texts,
  menu: [
    {
      title: 'people.title',
      path: '/people',
      group: 'people',
      order: 10,
      icon: UserFilled,
      permission: read,
    },
    {
      title: 'duplicates.title',
      path: '/duplicates',
      group: 'people',
      order: 14,
      icon: CopyDocument,
      permission: 'registry.merge',
    },
    {
      title: 'import.title',
      path: '/imports',
      group: 'people',
      order: 12,
      icon: Upload,
      permission: 'registry.import',
    },
  ],
  pages: [
    { path: '/people', title: 'people.title', component: () => import('./pages/PeoplePage.vue') },
    {
      path: '/people/:id',
      title: 'person.title',
      under: '/people',
      component: () => import('./pages/PersonPage.vue'),
    },
    {
      path: '/duplicates',
      title: 'duplicates.title',
      permission: 'registry.merge',
      component: () => import('./pages/DuplicatesPage.vue'),
    },
    {
      path: '/duplicates/merge',
      title: 'merge.title',
      under: '/duplicates',
      permission: 'registry.merge',
      component: () => import('./pages/MergePage.vue'),
    },
    {
      path: '/imports',
      title: 'import.title',
      permission: 'registry.import',
      component: () => import('./pages/ImportPage.vue'),
    },
  ],
  search: {
    title: 'search.people',
    permission: read,
    async find(text, signal) {
      const page = await listPeople({ text, limit: 6 }, signal)
      return page.items.map((row) => ({
        title: row.name,
        detail: [row.age ?? '', row.phone_masked, row.address_text].filter(Boolean).join(' · '),
        path: `/people/${row.id}`,
      }))
    },
  },
})
