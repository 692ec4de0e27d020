// One's messages: loaded, kept live, and told to have been read.
import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import { useLive } from '@/ui/use-live'
import { useLoad } from '@/ui/use-load'
import { listOwnMessages, readOwnMessage } from '../api'
import { messageKinds } from '../messages'
import { arrange, createReader } from './own-messages'

export function useOwnMessages() {
  const { value, load } = useLoad(listOwnMessages)
  const met = shallowRef<ReadonlySet<string>>(new Set())
  watch(value, (now) => {
    const unread = (now?.items ?? []).filter((one) => !one.read_at).map((one) => one.id)
    met.value = new Set([...met.value, ...unread])
  })
  const arranged = computed(() => arrange(value.value?.items ?? [], met.value))
  const isUnread = (id: string) => value.value?.items.some((one) => one.id === id && !one.read_at)
  const reader = createReader(readOwnMessage)
  async function seen(id: string) {
    if (isUnread(id)) await reader.read(id)
  }
  const online = () => {
    void reader.retry()
    void load()
  }
  onMounted(() => window.addEventListener('online', online))
  onBeforeUnmount(() => window.removeEventListener('online', online))
  useLive(messageKinds, load)
  return { arranged, seen }
}
