import { Key, User, View } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { useSession } from '@/platform/session'
import { listGlasses } from './api'
import { texts } from './texts'

const kinds = ['opened', 'ended', 'reviewed'].map((what) => `access.break_glass_${what}`)

export default defineRoom({
  name: 'access',
  texts,
  menu: [
    {
      title: 'glass.page',
      path: '/break-glass',
      group: 'oversight',
      order: 61,
      icon: View,
      permission: 'access.oversee_break_glass',
    },
    {
      title: 'access.users',
      path: '/users',
      group: 'settings',
      order: 90,
      icon: User,
      permission: 'access.users',
    },
    {
      title: 'access.tokens',
      path: '/tokens',
      group: 'settings',
      order: 92,
      icon: Key,
      permission: 'access.tokens',
    },
  ],
  pages: [
    {
      path: '/users',
      title: 'access.users',
      permission: 'access.users',
      component: () => import('./pages/UsersPage.vue'),
    },
    {
      path: '/tokens',
      title: 'access.tokens',
      permission: 'access.tokens',
      component: () => import('./pages/TokensPage.vue'),
    },
    {
      path: '/break-glass',
      title: 'glass.page',
      permission: 'access.oversee_break_glass',
      component: () => import('./pages/GlassPage.vue'),
    },
    { path: '/me', title: 'access.me', component: () => import('./pages/AccountPage.vue') },
  ],
  live: Object.fromEntries(kinds.map((kind) => [kind, () => undefined])),
  waitingAt: '/break-glass',
  async waiting() {
    if (!useSession().may('access.oversee_break_glass')) return 0
    return (await listGlasses({ waiting: true, limit: 100 })).items.length
  },
})
