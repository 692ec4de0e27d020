import { defineAsyncComponent } from 'vue'
import { Location, LocationInformation, Odometer } from '@element-plus/icons-vue'
import { addAlertPart } from '@/platform/alert-parts'
import { defineRoom } from '@/platform/room'
import { liveKinds } from './kinds'
import { texts } from './texts'

addAlertPart(['left_home', 'phone_silent'], {
  component: defineAsyncComponent(() => import('./parts/PositionAlert.vue')),
  path: (order) => `/tracking/orders/${order}`,
})
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
      path: '/tracking/oversight',
      title: 'track.oversight',
      permission: may('oversight'),
      component: () => import('./pages/OversightPage.vue'),
    },
    {
      path: '/tracking/certificates/:id',
      title: 'track.certificate',
      permission: may('oversight'),
      under: '/tracking/oversight',
      component: () => import('./pages/CertificatePage.vue'),
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
