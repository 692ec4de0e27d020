import {
  BellFilled,
  Calendar,
  Checked,
  House,
  DocumentChecked,
  List,
} from '@element-plus/icons-vue'
import { t } from '@/platform/i18n'
import { defineRoom } from '@/platform/room'
import { useSession } from '@/platform/session'
import { listOrders, listTodo } from './api'
import { messageTexts } from './message-texts'
import { texts } from './texts'

const read = 'isolation.read'
const screen = 'isolation.screen'
const order = 'isolation.order'
const alert = 'isolation.alert'
const own = 'isolation.own'
const todo = 'isolation.todo'
/** Pages listen for these themselves; naming them here has the live link ask for them. */
const kinds = [
  'order_made',
  'order_confirmed',
  'order_refused',
  'order_extended',
  'order_transferred',
  'order_withdrawn',
  'order_released',
  'order_reassigned',
  'order_paper_made',
  'order_changed',
  'report_filed',
  'report_withdrawn',
  'visit_logged',
  'alert_raised',
  'alert_escalated',
  'alert_acknowledged',
  'alert_closed',
  'screening_made',
  'bulk_changed',
  'message_sent',
  'message_delivered',
  'message_read',
  'message_withdrawn',
].map((kind) => `isolation.${kind}`)

export default defineRoom({
  name: 'isolation',
  permission: read,
  texts: { ...texts, ...messageTexts },
  menu: [
    {
      title: 'own.title',
      path: '/my',
      group: 'today',
      order: 0,
      icon: House,
      permission: own,
    },
    {
      title: 'todo.title',
      path: '/todo',
      group: 'today',
      order: 1,
      icon: Checked,
      permission: todo,
    },
    {
      title: 'alerts.title',
      path: '/alerts',
      group: 'people',
      order: 22,
      icon: BellFilled,
      permission: alert,
    },
    {
      title: 'orders.title',
      path: '/orders',
      group: 'people',
      order: 20,
      icon: List,
      permission: read,
    },
    {
      title: 'calendar.title',
      path: '/calendar',
      group: 'people',
      order: 21,
      icon: Calendar,
      permission: read,
    },
    {
      title: 'screen.title',
      path: '/screenings',
      group: 'people',
      order: 24,
      icon: DocumentChecked,
      permission: screen,
    },
  ],
  pages: [
    {
      path: '/my',
      title: 'own.title',
      permission: own,
      frame: 'person',
      component: () => import('./own/OwnPage.vue'),
    },
    {
      path: '/todo',
      title: 'todo.title',
      permission: todo,
      component: () => import('./pages/TodoPage.vue'),
    },
    {
      path: '/alerts',
      title: 'alerts.title',
      permission: alert,
      component: () => import('./pages/AlertsPage.vue'),
    },
    { path: '/orders', title: 'orders.title', component: () => import('./pages/OrdersPage.vue') },
    {
      path: '/calendar',
      title: 'calendar.title',
      component: () => import('./pages/CalendarPage.vue'),
    },
    {
      path: '/orders/new',
      title: 'new.title',
      permission: order,
      under: '/orders',
      component: () => import('./pages/NewOrderPage.vue'),
    },
    {
      path: '/orders/:id',
      title: 'order.title',
      under: '/orders',
      component: () => import('./pages/OrderPage.vue'),
    },
    {
      path: '/screenings',
      title: 'screen.list',
      permission: screen,
      component: () => import('./pages/ScreeningsPage.vue'),
    },
    {
      path: '/screenings/new',
      title: 'screen.title',
      permission: screen,
      under: '/screenings',
      component: () => import('./pages/ScreeningPage.vue'),
    },
  ],
  live: Object.fromEntries(kinds.map((kind) => [kind, () => undefined])),
  search: {
    title: 'search.orders',
    permission: read,
    async find(text, signal) {
      const page = await listOrders({ text, limit: 6 }, signal)
      return page.items.map((row) => ({
        title: `${row.person.name} ${row.number}`,
        detail: `${t(`state.${row.state}`)} · ${row.area_name}`,
        path: `/orders/${row.id}`,
      }))
    },
  },
  waiting: async () =>
    useSession().may(todo) ? (await listTodo({ box: 'waiting', limit: 100 })).items.length : 0,
})
