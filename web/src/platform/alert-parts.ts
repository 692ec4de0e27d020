// There is one list of alerts. A room that knows more about a kind of them shows it there, under the alert's row.
import type { Component } from 'vue'

export interface AlertPart {
  /** Gets the alert as `alert` ({ id, order, state, kind }); says `changed` when it did something. */
  component: Component
  /** Where an order's alerts of the kind are looked into. */
  path: (order: string) => string
}

const parts = new Map<string, AlertPart>()

export function addAlertPart(kinds: string[], part: AlertPart) {
  for (const kind of kinds) parts.set(kind, part)
}
export const alertPart = (kind: string) => parts.get(kind)
