import { Aim, Location, LocationInformation, Odometer } from '@element-plus/icons-vue'
import { defineRoom } from '@/platform/room'
import { liveKinds } from './kinds'
import { texts } from './texts'

const may = (name: string) => `tracking.${name}`

export default defineRoom({
  name: 'tracking',
  texts,
  menu: [
    {
      title: 'track.homes',
      path: '/tracking',
      group: 'people',
      order: 25,
      icon: Location,
      permission: may('homes'),
    },
    {
      title: 'track.alerts',
      path: '/tracking/alerts',
      group: 'people',
      order: 26,
      icon: Aim,
      permission: may('alert'),
    },
    {
      title: 'track.own',
      path: '/tracking/me',
      group: 'today',
      order: 8,
      icon: LocationInformation,
      permission: may('own'),
    },
    {
      title: 'track.oversight',
      path: '/tracking/oversight',
      group: 'oversight',
      order: 60,
      icon: Odometer,
      permission: may('oversight'),
    },
  ],
  pages: [
    {
      path: '/tracking',
      title: 'track.homes',
      permission: may('homes'),
      component: () => import('./pages/HomesPage.vue'),
    },
    {
      path: '/tracking/orders/:id',
      title: 'track.track',
      permission: [may('homes'), may('errands')],
      under: '/tracking',
      component: () => import('./pages/TrackPage.vue'),
    },
    {
      path: '/tracking/alerts',
      title: 'track.alerts',
      permission: may('alert'),
      component: () => import('./pages/AlertsPage.vue'),
    },
    {
      path: '/tracking/oversight',
      title: 'track.oversight',
      permission: may('oversight'),
      component: () => import('./pages/OversightPage.vue'),
    },
    {
      path: '/tracking/me',
      title: 'track.own',
      permission: may('own'),
      component: () => import('./pages/OwnPage.vue'),
    },
  ],
  live: Object.fromEntries(liveKinds.map((kind) => [kind, () => undefined])),
})
