// Asks before typed text is lost, whether by a link or by closing the window.
import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { t } from '@/platform/i18n'

export function useLeaveGuard(dirty: Ref<boolean>): void {
  const ask = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', ask))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', ask))
  onBeforeRouteLeave(() => !dirty.value || window.confirm(t('web.unsaved')))
}
