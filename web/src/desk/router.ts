import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { t } from '@/platform/i18n'
import { useSession } from '@/platform/session'
import { rooms } from './rooms'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    permission?: string | string[]
    under?: string
    open?: boolean
  }
}

/** After log-in people land on what waits for them; who has no such list, on the first page they may see. */
function landing(): string {
  const session = useSession()
  const entries = rooms
    .flatMap((room) => room.menu ?? [])
    .filter((entry) => session.may(entry.permission))
    .sort((a, b) => a.order - b.order)
  return entries[0]?.path ?? '/me'
}

function pages(frame: 'desk' | 'person'): RouteRecordRaw[] {
  return rooms.flatMap((room) =>
    room.pages
      .filter((page) => (page.frame ?? 'desk') === frame)
      .map((page) => ({
        path: page.path.replace(frame === 'desk' ? /^\// : /^\/my\/?/, ''),
        component: page.component as RouteRecordRaw['component'] & object,
        meta: {
          title: page.title,
          permission: page.permission ?? room.permission,
          under: page.under ?? page.path,
        },
      })),
  )
}

export function createDeskRouter() {
  const router = createRouter({
    history: createWebHistory('/desk/'),
    routes: [
      {
        path: '/login',
        name: 'login',
        component: () => import('@/rooms/access/pages/LoginPage.vue'),
        meta: { open: true, title: 'desk.login' },
      },
      {
        path: '/my',
        component: () => import('./frame/PersonFrame.vue'),
        children: pages('person'),
      },
      {
        path: '/',
        component: () => import('./frame/DeskFrame.vue'),
        children: [
          // Not a redirect: those are followed before anybody has asked who is here.
          {
            path: '',
            component: () => import('./NotFoundPage.vue'),
            beforeEnter: () => landing(),
          },
          ...pages('desk'),
          {
            path: ':rest(.*)*',
            component: () => import('./NotFoundPage.vue'),
            meta: { title: 'desk.not_found' },
          },
        ],
      },
    ],
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    if (!session.asked) await session.load().catch(() => undefined)
    if (to.meta.open) return true
    if (!session.cured) return { name: 'login', query: { next: to.fullPath } }
    return true
  })
  router.afterEach((to) => {
    document.title = `${t(to.meta.title ?? 'web.product')} · ${t('web.product')}`
  })
  return router
}
