// Enter moves on to the next field, and sends the form from the last one: hands stay on the keys.
import type { Directive } from 'vue'

const fields = 'input:not([type=hidden]):not([disabled]):not([readonly])'

export const vEnterNext: Directive<HTMLElement> = {
  mounted(form) {
    form.addEventListener('keydown', (event) => {
      const target = event.target as HTMLElement
      if (event.key !== 'Enter' || event.isComposing || !target.matches('input')) return
      if (target.getAttribute('role') === 'combobox') return
      const all = [...form.querySelectorAll<HTMLElement>(fields)].filter((one) => one.offsetParent)
      const next = all[all.indexOf(target) + 1]
      if (!next) return
      event.preventDefault()
      next.focus()
    })
  },
}
