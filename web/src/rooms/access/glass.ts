// One's own break-glass: open or not, and whether the screens look through it now.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { setGlass, whenGlassEnded } from '@/platform/client'
import { useSession } from '@/platform/session'
import { endGlass, openGlass, ownGlass, type BreakGlass, type BreakGlassForm } from './api'

/** "2:05", hours and minutes begun; '' when the time is over. */
export function timeLeft(endsAt: string, now: number): string {
  const minutes = Math.ceil((new Date(endsAt).getTime() - now) / 60_000)
  if (minutes <= 0) return ''
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

export const useGlass = defineStore('glass', () => {
  const open = ref<BreakGlass | null>(null)
  const looking = ref(false)
  const hours = ref(3)
  const shortest = ref(10)
  /** Whose areas are the whole subdistrict needs none. */
  const mayOpen = computed(() => {
    const session = useSession()
    return session.may('access.break_glass') && !session.user?.area_codes.includes('')
  })
  const through = computed(() => (looking.value ? (open.value?.id ?? '') : ''))

  function look(on: boolean) {
    looking.value = on && !!open.value
    setGlass(through.value)
  }
  function take(view: BreakGlass | null) {
    open.value = view?.open ? view : null
    if (!open.value) look(false)
  }
  async function load() {
    if (!mayOpen.value) return take(null)
    const own = await ownGlass()
    hours.value = own.hours
    shortest.value = own.reason_characters_min
    take(own.open ?? null)
  }
  async function begin(form: BreakGlassForm, key: string) {
    take(await openGlass(form, key))
    look(true)
  }
  async function end() {
    const id = open.value?.id
    take(null)
    if (id) await endGlass(id)
  }
  const forget = () => take(null)
  whenGlassEnded(forget)
  return { open, looking, hours, shortest, mayOpen, through, look, load, begin, end, forget }
})
