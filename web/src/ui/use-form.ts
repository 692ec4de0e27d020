// A form's state without its looks: faults, draft, sending, and never losing what was typed.
import { computed, onBeforeUnmount, reactive, ref, watch } from 'vue'
import { ApiError, errorText, faultText } from '@/platform/errors'
import { newKey } from '@/platform/client'
import { t } from '@/platform/i18n'

export type Check<M> = (model: M) => string | null
export interface FormOptions<M extends object> {
  initial: () => M
  labels: Record<string, () => string>
  checks?: Record<string, Check<M>>
  /** Keeps what was typed until it is sent or the session ends. */
  draft?: string
  send: (model: M, idempotencyKey: string) => Promise<void>
}

export const needed =
  <M extends object>(name: keyof M): Check<M> =>
  (model) => {
    const value = model[name]
    const empty = value === '' || value === null || value === undefined
    return empty || (Array.isArray(value) && value.length === 0) ? t('web.required') : null
  }

function restore<M extends object>(name: string | undefined, initial: M): boolean {
  const kept = name ? sessionStorage.getItem(`draft.${name}`) : null
  if (!kept) return false
  try {
    Object.assign(initial, JSON.parse(kept) as Partial<M>)
    return true
  } catch {
    return false
  }
}

export function useForm<M extends object>(options: FormOptions<M>) {
  const start = options.initial()
  const restored = ref(restore(options.draft, start))
  const model = reactive(start) as M
  const faults = reactive<Record<string, string>>({})
  const message = ref('')
  const sending = ref(false)
  const dirty = ref(restored.value)
  // One key for one intent: pressing the button again after a lost answer does not act twice.
  let key = newKey()
  // Whether the message counts what is to be put right: it then follows what has been.
  let counts = false

  const stop = watch(
    () => JSON.stringify(model),
    (text) => {
      dirty.value = true
      key = newKey()
      if (options.draft) sessionStorage.setItem(`draft.${options.draft}`, text)
    },
  )
  onBeforeUnmount(stop)

  /** On leaving a field. */
  function check(field: string): boolean {
    const found = options.checks?.[field]?.(model) ?? null
    if (found) faults[field] = found
    else delete faults[field]
    if (counts) count()
    return !found
  }
  function count() {
    const n = Object.keys(faults).length
    counts = n > 0
    message.value = counts ? t('web.fix_first', { n }) : ''
  }
  function checkAll(): boolean {
    const results = Object.keys(options.checks ?? {}).map(check)
    return results.every(Boolean)
  }
  function clean() {
    dirty.value = false
    restored.value = false
    if (options.draft) sessionStorage.removeItem(`draft.${options.draft}`)
  }
  function discard() {
    Object.assign(model, options.initial())
    for (const field of Object.keys(faults)) delete faults[field]
    queueMicrotask(clean)
  }
  function take(fault: unknown) {
    message.value = errorText(fault)
    if (fault instanceof ApiError) {
      for (const item of fault.fields) faults[item.field] = faultText(item)
    }
  }
  async function submit(): Promise<void> {
    message.value = ''
    counts = false
    if (sending.value) return
    if (!checkAll()) {
      count()
      return
    }
    sending.value = true
    try {
      await options.send(model, key)
      clean()
    } catch (fault) {
      take(fault)
    } finally {
      sending.value = false
    }
  }
  const list = computed(() =>
    Object.entries(faults).map(([field, text]) => ({
      field,
      text,
      label: options.labels[field]?.() ?? field,
    })),
  )
  return {
    model,
    faults,
    list,
    message,
    sending,
    dirty,
    restored,
    check,
    submit,
    discard,
    clean,
    take,
  }
}
