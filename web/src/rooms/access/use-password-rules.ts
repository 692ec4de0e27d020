// What a new password must be, as the policy in force has it.
import { ref } from 'vue'
import type { Schema } from '@/platform/routes'
import { passwordRules } from './api'

export type PasswordRules = Schema['PasswordRules']

/** Until the server has answered: what the program brings. */
const brought: PasswordRules = { characters_min: 10, reuse_last: 5, days_max: 0 }

export const isLongEnough = (password: string, rules: PasswordRules): boolean =>
  [...password].length >= rules.characters_min

export function usePasswordRules() {
  const rules = ref<PasswordRules>(brought)
  async function load() {
    rules.value = await passwordRules().catch(() => brought)
  }
  return { rules, load }
}
