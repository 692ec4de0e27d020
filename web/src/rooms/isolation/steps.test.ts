import { describe, expect, it } from 'vitest'
import type { NextStep, OrderState } from './api'
import { mainStep, stepsOf } from './steps'

const order = (state: OrderState, kind: NextStep['kind']) => ({
  state,
  next_step: { kind, key: '', detail: '', allowed: true },
})
const reviewer = (name: string) =>
  ['isolation.confirm', 'isolation.release', 'isolation.extend'].includes(name)
const worker = (name: string) =>
  ['isolation.report', 'isolation.visit', 'isolation.paper', 'isolation.alert'].includes(name)

describe('the steps of an order', () => {
  it('a reviewer confirms or refuses what waits; a worker does not', () => {
    expect(stepsOf(order('awaiting_confirmation', 'confirm'), reviewer)).toEqual([
      'confirmation',
      'refusal',
    ])
    expect(mainStep(order('awaiting_confirmation', 'confirm'), worker)).toBeNull()
    expect(mainStep(order('awaiting_confirmation', 'confirm'), reviewer)).toBe('confirmation')
  })
  it('each day a worker’s main button is the report, or the alert that waits', () => {
    expect(mainStep(order('active', 'report'), worker)).toBe('report')
    expect(mainStep(order('active', 'handle_alert'), worker)).toBe('alerts')
    expect(mainStep(order('active', 'paper'), worker)).toBe('papers')
  })
  it('who may write messages may do so as long as the order is open', () => {
    const writer = (name: string) => name === 'isolation.message'
    expect(stepsOf(order('awaiting_confirmation', 'confirm'), writer)).toEqual(['message'])
    expect(stepsOf(order('active', 'report'), writer)).toEqual(['message'])
    expect(stepsOf(order('withdrawn', 'none'), writer)).toEqual([])
    expect(mainStep(order('active', 'report'), writer)).toBeNull()
  })
  it('release is offered to who may release, and nothing once it is over', () => {
    expect(mainStep(order('active', 'release'), reviewer)).toBe('release')
    expect(mainStep(order('active', 'release'), worker)).toBeNull()
    expect(stepsOf(order('released', 'none'), () => true)).toEqual([])
  })
})
