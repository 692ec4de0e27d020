import { createApp } from 'vue'
import { createPinia } from 'pinia'
import 'element-plus/theme-chalk/base.css'
import '@/ui/tokens.css'
import '@/platform/texts'
import '@/platform/server-texts'
import '@/ui/texts'
import './texts'
import App from './App.vue'
import { rooms } from './rooms'
import { createDeskRouter } from './router'
import { addTexts } from '@/platform/i18n'
import { live } from '@/platform/live'
import { whenSignedOut } from '@/platform/client'
import { useSession } from '@/platform/session'

for (const room of rooms) {
  addTexts(room.texts)
  for (const [kind, handler] of Object.entries(room.live ?? {})) live.on(kind, handler)
}

const app = createApp(App).use(createPinia())
const router = createDeskRouter()
whenSignedOut(() => {
  live.stop()
  useSession().forget()
  const here = router.currentRoute.value
  if (here.name !== 'login') void router.push({ name: 'login', query: { next: here.fullPath } })
})
app.use(router).mount('#app')
