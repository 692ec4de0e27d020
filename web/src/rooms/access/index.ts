import { Key, User } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { texts } from './texts'

export default defineRoom({
  name: 'access',
  texts,
  menu: [
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
    { path: '/me', title: 'access.me', component: () => import('./pages/AccountPage.vue') },
  ],
})
