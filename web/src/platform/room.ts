// What a room declares to the desk. The desk knows nothing else about it.
import type { Component } from 'vue'
import type { LiveHandler } from './live'
import type { Texts } from './i18n'

export type MenuGroup = 'today' | 'people' | 'papers' | 'oversight' | 'settings'

export interface MenuEntry {
  /** A text key. */
  title: string
  path: string
  group: MenuGroup
  order: number
  icon: Component
  permission?: string | string[]
}
export interface PageEntry {
  path: string
  title: string
  component: () => Promise<unknown>
  permission?: string | string[]
  /** The menu entry that is lit while here; its own path when absent. */
  under?: string
  /** Whose page it is: the office's, or a person's about oneself (phone first). */
  frame?: 'desk' | 'person'
}
export interface SearchHit {
  title: string
  detail: string
  path: string
}
export interface SearchSource {
  title: string
  permission: string
  find: (text: string, signal: AbortSignal) => Promise<SearchHit[]>
}
export interface RoomDeclaration {
  name: string
  permission?: string | string[]
  texts: Texts
  menu?: MenuEntry[]
  pages: PageEntry[]
  live?: Record<string, LiveHandler>
  search?: SearchSource
  /** The number that the bell and the menu show, if this room counts something waiting. */
  waiting?: () => Promise<number>
  /** Where that number is worked off; /todo when absent. */
  waitingAt?: string
}

export const defineRoom = (room: RoomDeclaration): RoomDeclaration => room
